namespace StableDino.Generators.Graph;

/// <summary>
/// The names that Anchor-DETR's checkpoints give to the parts of a detector that attends by row and column.
/// </summary>
internal static class AnchorDetrNames
{
    /// <summary>The official name of a part.</summary>
    public static string Of(StageModel stage, Part part) => stage.Kind switch
    {
        StageKind.Encoder when IsOfLayer(part) => "transformer.encoder_" + Layer(part.Name, ["norm1", "ffn.norm2"]),
        StageKind.Decoder when IsOfLayer(part) =>
            "transformer.decoder_" + Layer(part.Name, ["norm2", "norm1", "ffn.norm2"]),
        StageKind.Heads => "transformer." + part.Name,
        _ => DetrexNames.Of(stage, part),
    };

    private static bool IsOfLayer(Part part) => part.Name.StartsWith("layers.", StringComparison.Ordinal);

    private static string Layer(string part, string[] norms)
    {
        (string From, string To)[] rules =
        [
            .. norms.Select((norm, i) => ($".norms.{i}.", $".{norm}.")),
            (".attentions.0.attn.", ".self_attn."), (".attentions.1.attn.", ".cross_attn."),
            (".ffns.0.layers.0.0.", ".ffn.linear1."), (".ffns.0.layers.1.", ".ffn.linear2."),
        ];
        return rules.Aggregate(part, (name, rule) => name.Replace(rule.From, rule.To));
    }
}
