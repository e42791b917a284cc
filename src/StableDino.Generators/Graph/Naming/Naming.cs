using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>Names every parameter for the checkpoint and for the built module, in the checkpoint's order.</summary>
internal static class Naming
{
    public static IEnumerable<ParameterModel> Parameters(Blueprint graph)
    {
        var names = NamesOf(graph.Config);
        foreach (var stage in graph.Stages.OrderBy(stage => stage.CheckpointRank))
        {
            foreach (var part in stage.Parts)
            {
                var kind = part.Kind;
                foreach (var name in names(stage, part, graph.Config))
                {
                    yield return Named(stage, part, name, kind);
                    kind = ParameterModel.Alias;                 // the first name owns it
                }
            }
            if (stage.Kind != StageKind.Decoder || graph.Config.Masks is not MaskConfig.None)
                continue;
            foreach (var parameter in HeldByDecoder(stage, graph))
                yield return parameter;
        }
    }

    // The official names of a part, the one that owns it first; none for what only this library's module names twice.
    private static Func<StageModel, Part, DetectorConfig, IEnumerable<string>> NamesOf(DetectorConfig config) =>
        config switch
        {
            { Decoder.CrossAttention: CrossAttention.Masked } =>
                static (stage, part, c) => [Mask2FormerNames.Of(stage, part.Name, c)],
            { Masks: MaskConfig.PixelEmbedding } => static (stage, part, c) => MaskDinoNames.Of(stage, part.Name, c),
            { Encoder.Attention: EncoderAttention.RowColumn } =>
                static (stage, part, _) => [AnchorDetrNames.Of(stage, part)],
            _ => static (stage, part, _) => [DetrexNames.Of(stage, part)],
        };

    // Predictors that the official decoder holds too stand under it a second time.
    private static IEnumerable<ParameterModel> HeldByDecoder(StageModel decoder, Blueprint graph) =>
        from heads in graph.Stages
        where heads.Kind == StageKind.Heads
        from part in heads.Parts
        where HeadsLowering.IsHeldByDecoder(graph.Config, part)
        select Named(heads, part, decoder.Official + part.Name, ParameterModel.Alias);

    private static ParameterModel Named(StageModel stage, Part part, string official, string kind) =>
        new(official, $"{stage.Field}.{(part.Of.Length > 0 ? part.Of : part.Name)}", part.Shape, kind);
}
