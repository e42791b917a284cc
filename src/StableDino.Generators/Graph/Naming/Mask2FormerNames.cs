using System.Globalization;
using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>
/// The names that Mask2Former's checkpoints give to the parts of a detector whose queries look inside their masks.
/// </summary>
internal static class Mask2FormerNames
{
    private const string PixelDecoder = "sem_seg_head.pixel_decoder.";
    private const string Predictor = "sem_seg_head.predictor.";

    private static readonly (string From, string To)[] Layers =
    [
        (".attentions.0.attn.", "cross_attention_layers.{0}.multihead_attn."),
        (".norms.0.", "cross_attention_layers.{0}.norm."),
        (".attentions.1.attn.", "self_attention_layers.{0}.self_attn."),
        (".norms.1.", "self_attention_layers.{0}.norm."),
        (".ffns.0.layers.0.0.", "ffn_layers.{0}.linear1."), (".ffns.0.layers.1.", "ffn_layers.{0}.linear2."),
        (".ffns.0.", "ffn_layers.{0}."),
        (".norms.2.", "ffn_layers.{0}.norm."),
    ];

    /// <summary>The official name of a part.</summary>
    public static string Of(StageModel stage, string part, DetectorConfig config) => stage.Kind switch
    {
        StageKind.Neck => PixelDecoder + Neck(part, config),
        StageKind.Flatten => PixelDecoder + "transformer.level_embed",
        StageKind.Encoder => PixelDecoder + "transformer.encoder." + MaskDinoNames.Layer(part, ["norm1", "norm2"]),
        StageKind.PixelEmbedding => PixelDecoder + part.Replace(".conv.", "."),
        StageKind.Decoder when IsBelow("norm", part) => Predictor + "decoder_" + part,
        StageKind.Decoder when IsBelow("layers", part) => Predictor + "transformer_" + Layer(part),
        StageKind.Masks when IsBelow("criterion", part) => part,
        StageKind.Decoder or StageKind.Learned or StageKind.Masks => Predictor + part,
        _ => stage.Official + part,
    };

    private static bool IsBelow(string name, string part) => part.StartsWith(name + ".", StringComparison.Ordinal);

    // layers.3.norms.1.weight: self_attention_layers.3.norm.weight
    private static string Layer(string part)
    {
        var number = part.Split('.')[1];
        var rest = part.Substring("layers.".Length + number.Length);
        var (from, to) = Layers.First(rule => rest.StartsWith(rule.From, StringComparison.Ordinal));
        return string.Format(CultureInfo.InvariantCulture, to, number) + rest.Substring(from.Length);
    }

    // The levels are numbered as the encoder takes them, so that coarsest first the last convolution comes first.
    private static string Neck(string part, DetectorConfig config)
    {
        var steps = part.Split('.');
        if (config.Neck.Form != NeckForm.ChannelMapper)
            return part;
        var (first, last) = BackboneStages.Of(config.Backbone);
        var finest = int.Parse(steps[1], CultureInfo.InvariantCulture) + (steps[0] == "extra_convs" ? last - first : 0);
        var level = config.Decoder.Levels == LevelOrder.CoarsestFirstThroughout
            ? config.Neck.Levels - 1 - finest
            : finest;
        return FormattableString.Invariant($"input_proj.{level}.{(steps[2] == "conv" ? 0 : 1)}.{steps[3]}");
    }
}
