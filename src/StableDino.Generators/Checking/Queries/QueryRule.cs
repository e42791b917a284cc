using StableDino.Configuration;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Checking;

/// <summary>Content, position and reference of a query go together as one of the family's detectors has them.</summary>
internal static class QueryRule
{
    public static IEnumerable<Finding> Check(DetectorConfig config)
    {
        var (content, position, reference) = (config.Queries.Content, config.Queries.Position, config.Queries.Reference);
        if (reference is not QueryReference.Proposals && content is QueryContent.SelectedTokens or QueryContent.ProposalEmbedding or QueryContent.ProposalAndToken)
            yield return Of("Queries.Content", content, reference, "without proposals content is learned", "new QueryContent.Learned()");
        if (reference is QueryReference.Proposals && content is (QueryContent.Zero or QueryContent.Patterns or QueryContent.UnknownLabel))
            yield return Of("Queries.Content", content, reference, "a proposal has something to start with", "new QueryContent.SelectedTokens()");
        var looking = config.Decoder.CrossAttention is CrossAttention.Masked && content is QueryContent.Learned;
        if (reference is QueryReference.None && content is not QueryContent.Zero && !looking)
            yield return Of("Queries.Content", content, reference, "without a reference a query begins empty", "new QueryContent.Zero()");
        if (reference is QueryReference.None && position is not QueryPosition.Learned)
            yield return Of("Queries.Position", position, reference, "there is no reference to make a position of", "new QueryPosition.Learned()");
        if (reference is QueryReference.LearnedPoints { Map: PointMap.Mlp } && content is QueryContent.Learned)
            yield return Of("Queries.Content", content, reference, "an MLP reads points of places that have no content beside them", "new QueryContent.Zero()");
        if (content is QueryContent.UnknownLabel && config.Branches.All(branch => branch is not BranchConfig.DenoisingGroups))
            yield return Of("Queries.Content", content, reference, "no branch of BranchConfig.DenoisingGroups embeds labels", "new QueryContent.Zero()");
        if (content is QueryContent.Patterns && config.Branches.Any(branch => branch is BranchConfig.DenoisingGroups))
            yield return Of("Queries.Content", content, reference, "a pattern leaves no channel free for the indicator of BranchConfig.DenoisingGroups", "new QueryContent.UnknownLabel()");
        if (reference is QueryReference.AnchorPoints && content is (QueryContent.Learned or QueryContent.Zero or QueryContent.UnknownLabel))
            yield return Of("Queries.Content", content, reference, "at an anchor point stand patterns", "new QueryContent.Patterns()");
        if (reference is QueryReference.AnchorPoints && position is not QueryPosition.EncodedPoints)
            yield return Of("Queries.Position", position, reference, "the position of an anchor point is its code", "new QueryPosition.EncodedPoints()");
        if (reference is QueryReference.Proposals && position is QueryPosition.EncodedPoints)
            yield return Of("Queries.Position", position, reference, "a box of the image is no anchor point", "new QueryPosition.SineOfReference()");
        if (reference is QueryReference.LearnedPoints && position is not QueryPosition.Learned)
            yield return Of("Queries.Position", position, reference, "points are read from learned positions", "new QueryPosition.Learned()");
        if (reference is QueryReference.LearnedBoxes && position is not QueryPosition.SineOfReference)
            yield return Of("Queries.Position", position, reference, "the positions of learned boxes are made of them", "new QueryPosition.SineOfReference()");
        if (reference is QueryReference.Proposals && position is QueryPosition.Learned)
            yield return Of("Queries.Position", position, reference, "the positions of proposals are made of them", "new QueryPosition.SineOfReference()");
        if (reference is QueryReference.Proposals && content is (QueryContent.ProposalEmbedding or QueryContent.ProposalAndToken) && position is not QueryPosition.ProposalEmbedding)
            yield return Of("Queries.Position", position, reference, "the content is the other half of their embedding", "new QueryPosition.ProposalEmbedding()");
    }

    private static Finding Of(string path, object part, QueryReference reference, string reason, string instead) =>
        Finding.Of(Descriptors.QueryParts, [path, "Queries.Reference"], path, part.GetType().Name, reference.GetType().Name, reason, instead);
}
