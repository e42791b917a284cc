using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>One split of a data set in another format, as COCO would hold it.</summary>
/// <param name="Name">Its name here: <c>train2017</c>, <c>val2017</c>, …</param>
/// <param name="Content">Images, categories and annotations; image files are named relative to
/// <paramref name="ImageFolder"/>.</param>
/// <param name="ImageFolder">Where its image files lie.</param>
/// <param name="Flags">What COCO has no word for, by annotation id.</param>
internal sealed record ConvertedSplit(
    string Name, CocoAnnotations Content, string ImageFolder, ImmutableDictionary<long, VocFlags> Flags)
{
    /// <summary>
    /// The name by which this tool's verbs know a split: <c>train</c> is <c>train2017</c>, <c>val</c> and <c>valid</c>
    /// are <c>val2017</c>.
    /// </summary>
    public static string NameOf(string split) => split.ToUpperInvariant() switch
    {
        "TRAIN" or "" => "train2017",
        "VAL" or "VALID" or "VALIDATION" => "val2017",
        "TEST" => "test2017",
        _ => split,
    };
}
