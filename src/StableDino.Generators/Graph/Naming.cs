using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Names every parameter for the checkpoint and for the built module, in the checkpoint's order.</summary>
internal static class Naming
{
    private static readonly string[] CheckpointOrder = ["backbone", "neck", "flatten", "encoder", "pixelEmbedding", "decoder", "learned", "selection", "heads", "masks", "denoising", "maps", "regions", "anchors"];

    public static IEnumerable<ParameterModel> Parameters(IEnumerable<StageModel> stages, DetectorConfig config)
    {
        var byField = stages.ToDictionary(s => s.Field);
        foreach (var stage in CheckpointOrder.Where(byField.ContainsKey).Select(field => byField[field]))
        {
            if (config.Decoder.CrossAttention is CrossAttention.Masked)
            {
                foreach (var part in stage.Parts)
                    yield return Named(stage, part, Mask2FormerNames.Of(stage, part.Name, config), config);
                continue;
            }
            if (config.Masks is MaskConfig.PixelEmbedding)
            {
                foreach (var name in stage.Parts.SelectMany(part => MaskDinoNames.Of(stage, part.Name, config)
                    .Select((official, i) => Named(stage, i == 0 ? part : part with { Kind = ParameterModel.Alias }, official, config))))
                    yield return name;
                continue;
            }
            foreach (var part in stage.Parts)
            {
                yield return Named(
                    stage, part, config.Encoder.Attention is EncoderAttention.RowColumn ? AnchorDetrNames.Of(stage, part) : (part.IsAtRoot ? "" : stage.Official) + part.Name, config);
            }
            if (stage.Field != "decoder")
                continue;
            foreach (var part in byField["heads"].Parts.Where(part => HeadsLowering.IsHeldByDecoder(config, part)))
                yield return Named(byField["heads"], part, stage.Official + part.Name, config) with { Kind = ParameterModel.Alias };
        }
    }

    private static ParameterModel Named(StageModel stage, Part part, string official, DetectorConfig config)
    {
        var local = part.Of.Length > 0 ? part.Of : stage.Field == "heads" ? HeadsLowering.OwnName(config, part.Name) : part.Name;
        return new(official, $"{stage.Field}.{local}", part.Shape, part.Kind);
    }
}
