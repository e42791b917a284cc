using System.Globalization;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Statistics of splits as plain text.</summary>
public static class DataTables
{
    private const int MostSizes = 8;

    /// <summary>Tables of all splits, side by side where that is possible.</summary>
    public static string Of(IReadOnlyList<(string Split, DataStatistics Statistics)> splits)
    {
        var parts =
            new List<string> { TextTable.Of([["split", "images", "objects", "crowds", "with masks"],
                .. splits.Select(pair =>
                    new[] { pair.Split, Text(pair.Statistics.Images), Text(pair.Statistics.Objects),
                        Text(pair.Statistics.Crowds), Text(pair.Statistics.Masks) })]) };
        parts.AddRange(splits.Select(pair => TextTable.Of([
            [$"class ({pair.Split})", "id", "images", "objects", "small", "medium", "large", "crowds"],
            .. pair.Statistics.Classes.Select(one =>
                new[] { one.Category.Name, Text(one.Category.Id), Text(one.Images), Text(one.Objects), Text(one.Small),
                    Text(one.Medium), Text(one.Large), Text(one.Crowds) })])));
        parts.Add(Beside("objects in an image", splits, statistics => statistics.ObjectsPerImage));
        parts.Add(Beside("side of a box, pixels", splits, statistics => statistics.BoxSides));
        parts.Add(Beside("width : height of a box", splits, statistics => statistics.BoxAspects));
        parts.AddRange(splits.Select(pair => TextTable.Of([
            [$"image size ({pair.Split})", "images"], .. pair.Statistics.ImageSizes.Take(MostSizes).Select(Row),
            .. pair.Statistics.ImageSizes.Length > MostSizes
                ? new[] { Row(
                    new($"{pair.Statistics.ImageSizes.Length - MostSizes} other sizes",
                        pair.Statistics.ImageSizes.Skip(MostSizes).Sum(size => size.Count))) }
                : []])));
        return string.Join('\n', parts);
    }

    private static string Beside(string head, IReadOnlyList<(string Split, DataStatistics Statistics)> splits,
        Func<DataStatistics, IReadOnlyList<Bin>> bins) =>
        TextTable.Of([[head, .. splits.Select(pair => pair.Split)],
            .. bins(splits[0].Statistics)
                .Select((bin, i) =>
                    (string[])[bin.Name, .. splits.Select(pair => Text(bins(pair.Statistics)[i].Count))])]);

    private static string[] Row(Bin bin) => [bin.Name, Text(bin.Count)];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
