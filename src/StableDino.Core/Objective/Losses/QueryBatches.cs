using System.Collections.Immutable;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Objective;

/// <summary>
/// Groups of queries as batches of images: what the queries of one group say of B images stands after what those of the
/// group before say of
/// them. So each group is matched on its own, and what is measured by image is measured by image and group.
/// </summary>
internal static class QueryBatches
{
    /// <summary>
    /// Groups G of two parts of an output: the matching queries, and those of the further groups, one after the other.
    /// </summary>
    public static int Groups(Predictions first, Predictions further) =>
        1 + (int)(further.Logits.shape[2] / first.Logits.shape[2]);

    /// <summary>Both as predictions of G·B images, group by group.</summary>
    /// <param name="first">[L, B, N, …].</param>
    /// <param name="further">[L, B, (G − 1)·N, …].</param>
    public static Predictions Joined(Predictions first, Predictions further)
    {
        var queries = first.Logits.shape[2];
        Tensor Join(Tensor own, Tensor others) => cat([own, .. others.split(queries, dim: 2)], 1);
        return new Predictions(Join(first.Logits, further.Logits), Join(first.Boxes, further.Boxes));
    }

    /// <summary>The targets of the G·B images.</summary>
    public static Targets ForEach(int groups, Targets targets) => new(
        targets.Labels.repeat(groups), targets.Boxes.repeat(groups, 1),
        [.. Enumerable.Repeat(targets.Counts, groups).SelectMany(counts => counts)]);

    /// <summary>The matching of the first group.</summary>
    public static Assignments First(Assignments all, int groups) =>
        new([.. all.Layers.Select(images => images[..(images.Length / groups)])]);

    /// <summary>
    /// The matching of the further groups, image by image: queries and targets of a group are numbered after those of
    /// the group before.
    /// </summary>
    /// <param name="all">Of the G·B images.</param>
    /// <param name="groups">G.</param>
    /// <param name="counts">Targets of each of the B images.</param>
    /// <param name="queries">Queries N of a group.</param>
    public static Assignments Further(Assignments all, int groups, ImmutableArray<int> counts, int queries) => new(
    [
        .. all.Layers.Select(images => counts.Select((_, image) => new ImageAssignment(
        [
            .. Enumerable.Range(0, groups - 1).SelectMany(group =>
                images[((group + 1) * counts.Length) + image].QueryOfTarget.Select(query =>
                    query < 0 ? query : (group * queries) + query)),
        ])).ToImmutableArray()),
    ]);
}
