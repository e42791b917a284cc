using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Data;

/// <summary>
/// The sound entries of a split after repair, in the order of <see cref="SplitReport.Sound"/>; none where one is left
/// out.
/// </summary>
/// <param name="Images">Images.</param>
/// <param name="Categories">Categories.</param>
/// <param name="Annotations">Annotations.</param>
/// <param name="AddedCategories">Categories that the file did not have.</param>
/// <param name="Changes">What was done.</param>
internal sealed record RepairedSplit(
    ImmutableArray<Option<CocoImage>> Images, ImmutableArray<Option<CocoCategory>> Categories,
    ImmutableArray<Option<CocoAnnotation>> Annotations,
    ImmutableArray<CocoCategory> AddedCategories, ImmutableArray<DataChange> Changes)
{
    /// <summary>The categories of the copy.</summary>
    public IEnumerable<CocoCategory> KeptCategories =>
        Categories.SelectMany(category => category).Concat(AddedCategories);
}
