using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>An attention finds what it looks at, and a refinement what it refines.</summary>
internal static class AttentionRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        if (config.Encoder is { Attention: EncoderAttention.Dense, Layers: > 0 } && config.Neck.Levels > 1)
        {
            yield return Of(
                "Encoder.Attention", config.Encoder.Attention, "Neck.Levels", config.Neck.Levels, "every token of a pyramid to every other is the square of its finest level",
                "new EncoderAttention.DeformablePoints()");
        }

        if (config is { Decoder.CrossAttention: not CrossAttention.DeformablePoints, Queries.Position: QueryPosition.SineOfReference(true) })
        {
            yield return Of(
                "Queries.Position", config.Queries.Position, "Decoder.CrossAttention", config.Decoder.CrossAttention.GetType().Name,
                "attention to all tokens scales the sines that it compares, if any, and no positions", "new QueryPosition.SineOfReference()");
        }

        if (config is { Decoder.CrossAttention: CrossAttention.Conditional { Modulated: true }, Queries.Reference: QueryReference.LearnedPoints })
        {
            yield return Of(
                "Decoder.CrossAttention", config.Decoder.CrossAttention, "Queries.Reference", nameof(QueryReference.LearnedPoints), "a point has no size to stretch by",
                "new CrossAttention.Conditional()");
        }

        foreach (var finding in ByRowAndColumn(config))
            yield return finding;

        if (config.Queries.Reference is not QueryReference.None)
            yield break;
        if (config.Decoder.CrossAttention is CrossAttention.Conditional)
            yield return OfReference("Decoder.CrossAttention", config.Decoder.CrossAttention, "it compares the tokens' places with a reference", "new CrossAttention.Dense()");
        if (config.Decoder.CrossAttention is CrossAttention.DeformablePoints)
            yield return OfReference("Decoder.CrossAttention", config.Decoder.CrossAttention, "its points lie around a reference", "new CrossAttention.Dense()");
        if (config.Decoder.Refinement != BoxRefinement.None)
            yield return OfReference("Decoder.Refinement", config.Decoder.Refinement, "there is nothing to refine", "BoxRefinement.None");
    }

    // Rows and columns go through a detector as a whole: one map, its tokens, the queries' points.
    private static IEnumerable<Finding> ByRowAndColumn(DetectorConfig config)
    {
        var (encoder, decoder, reference) = (config.Encoder.Attention, config.Decoder.CrossAttention, config.Queries.Reference);
        if (encoder is EncoderAttention.RowColumn && config.Neck.Levels > 1)
            yield return Of("Encoder.Attention", encoder, "Neck.Levels", config.Neck.Levels, "rows and columns are those of one map", "new EncoderAttention.DeformablePoints()");
        if (encoder is EncoderAttention.RowColumn && config.Encoder.ScaledPositions)
            yield return Of("Encoder.ScaledPositions", true, "Encoder.Attention", nameof(EncoderAttention.RowColumn), "a token's two places are not scaled as one", "false");
        if (encoder is EncoderAttention.RowColumn && decoder is not CrossAttention.RowColumn)
            yield return Of("Decoder.CrossAttention", decoder, "Encoder.Attention", nameof(EncoderAttention.RowColumn), "its tokens are placed in rows and columns", "new CrossAttention.RowColumn()");
        if (decoder is CrossAttention.RowColumn && encoder is not EncoderAttention.RowColumn)
            yield return Of("Encoder.Attention", encoder, "Decoder.CrossAttention", nameof(CrossAttention.RowColumn), "it reads tokens placed in rows and columns", "new EncoderAttention.RowColumn()");
        if (decoder is CrossAttention.RowColumn && reference is not QueryReference.AnchorPoints)
            yield return Of("Queries.Reference", reference, "Decoder.CrossAttention", nameof(CrossAttention.RowColumn), "it asks for the row and the column of a point", "new QueryReference.AnchorPoints()");
        if (reference is QueryReference.AnchorPoints && decoder is not CrossAttention.RowColumn)
            yield return Of("Decoder.CrossAttention", decoder, "Queries.Reference", nameof(QueryReference.AnchorPoints), "a point is encoded for rows and columns", "new CrossAttention.RowColumn()");
        if (reference is QueryReference.AnchorPoints && config.Decoder.Refinement != BoxRefinement.None)
            yield return Of("Decoder.Refinement", config.Decoder.Refinement, "Queries.Reference", nameof(QueryReference.AnchorPoints), "the code of a point is that of every layer", "BoxRefinement.None");
    }

    private static Finding OfReference(string path, object part, string reason, string instead) => Of(path, part, "Queries.Reference", nameof(QueryReference.None), reason, instead);

    private static Finding Of(string path, object part, string other, object value, string reason, string instead) =>
        Finding.Of(Descriptors.AttentionParts, [path, other], path, part is Enum or bool ? part : part.GetType().Name, other, value, reason, instead);
}
