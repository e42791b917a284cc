using System.Globalization;
using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>The names that MaskDINO's checkpoints give to the parts of a detector of masks.</summary>
internal static class MaskDinoNames
{
    private const string PixelDecoder = "sem_seg_head.pixel_decoder.";
    private const string Predictor = "sem_seg_head.predictor.";

    /// <summary>
    /// The official names of a part, the one that owns it first; none for a further name that only this library's
    /// module has.
    /// </summary>
    public static IEnumerable<string> Of(StageModel stage, string part, DetectorConfig config) => stage.Kind switch
    {
        StageKind.Neck => [PixelDecoder + Neck(part, config)],
        StageKind.Flatten => [PixelDecoder + "transformer.level_embed"],
        StageKind.Encoder => [PixelDecoder + "transformer.encoder." + Layer(part, ["norm1", "norm2"])],
        StageKind.PixelEmbedding => [PixelDecoder + part.Replace(".conv.", ".")],
        StageKind.Decoder when part.StartsWith("norm.", StringComparison.Ordinal) =>
            [Predictor + "decoder_" + part, Predictor + "decoder." + part],
        StageKind.Decoder => [Predictor + "decoder." + Layer(part, ["norm2", "norm1", "norm3"])],
        StageKind.Selection or StageKind.Masks or StageKind.Denoising => [Predictor + part],
        StageKind.Heads => Heads(part, config),
        _ => [stage.Official + part],
    };

    // convs.1.conv.weight and extra_convs.0.norm.weight: input_proj.1.0.weight and input_proj.3.1.weight
    private static string Neck(string part, DetectorConfig config)
    {
        var steps = part.Split('.');
        var (first, last) = BackboneStages.Of(config.Backbone);
        var level = int.Parse(steps[1], CultureInfo.InvariantCulture) + (steps[0] == "extra_convs" ? last - first : 0);
        return FormattableString.Invariant($"input_proj.{level}.{(steps[2] == "conv" ? 0 : 1)}.{steps[3]}");
    }

    internal static string Layer(string part, string[] norms)
    {
        (string From, string To)[] rules =
        [
            .. norms.Select((norm, i) => ($".norms.{i}.", $".{norm}.")),
            (".attentions.0.attn.", ".self_attn."), (".attentions.0.", ".self_attn."),
            (".attentions.1.", ".cross_attn."),
            (".ffns.0.layers.0.0.", ".linear1."), (".ffns.0.layers.1.", ".linear2."),
        ];
        return rules.Aggregate(part, (name, rule) => name.Replace(rule.From, rule.To));
    }

    // One class predictor has no number; a box predictor stands in the decoder under every layer's. The weights of
    // softmax scores are
    // at the root.
    private static IEnumerable<string> Heads(string part, DetectorConfig config)
    {
        var steps = part.Split('.');
        if (steps[0] == "criterion")
            return [part];
        var (layer, shared) = (int.Parse(steps[1], CultureInfo.InvariantCulture),
            config.Heads.Sharing == HeadSharing.Everywhere);
        if (steps[0] == "class_embed")
            return !shared ? [Predictor + part] : layer == 0 ? [Predictor + "class_embed." + steps[2]] : [];
        return shared && layer == config.Decoder.Layers ? [] : [Predictor + "decoder." + part];
    }
}
