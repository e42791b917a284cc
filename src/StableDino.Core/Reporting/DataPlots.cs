using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Reporting;

/// <summary>What is in a data set, as pictures: splits beside each other, in percent of each.</summary>
public static class DataPlots
{
    private const int MostClasses = 30, MostSizes = 8;

    /// <summary>The plots, with names that files can have.</summary>
    public static IReadOnlyList<(string Name, Figure Figure)> Of(
        IReadOnlyList<(string Split, DataStatistics Statistics)> splits)
    {
        var classes = splits.SelectMany(pair => pair.Statistics.Classes).GroupBy(one => one.Category.Name)
            .OrderByDescending(group => group.Sum(one => one.Objects)).Select(group => group.Key).ToArray();
        var shown = classes.Take(MostClasses).ToImmutableArray();
        var title = classes.Length > MostClasses
            ? $"Objects per class, the {MostClasses} commonest of {classes.Length}"
            : "Objects per class";
        var sizes = splits.SelectMany(pair => pair.Statistics.ImageSizes).GroupBy(size => size.Name)
            .OrderByDescending(group => group.Sum(size => size.Count)).Select(group => group.Key).Take(MostSizes)
            .ToImmutableArray();
        return
        [
            ("objects-per-class",
                Plot(title, "", "% of objects", shown, splits,
                    statistics => [.. statistics.Classes.Select(one => new Bin(one.Category.Name, one.Objects))])),
            ("sizes-per-class", Sizes(shown, splits)),
            ("objects-per-image",
                Plot("Objects in an image", "objects", "% of images", [], splits,
                    statistics => statistics.ObjectsPerImage)),
            ("box-sides",
                Plot("Size of boxes", "square root of the area, pixels", "% of objects", [], splits,
                    statistics => statistics.BoxSides)),
            ("box-aspects",
                Plot("Shape of boxes", "width : height", "% of objects", [], splits,
                    statistics => statistics.BoxAspects)),
            ("image-sizes",
                Plot("Size of images, the commonest", "pixels", "% of images", sizes, splits,
                    statistics => statistics.ImageSizes)),
        ];
    }

    /// <summary>Small, medium and large objects of each class, all splits together.</summary>
    private static Figure Sizes(
        ImmutableArray<string> names, IReadOnlyList<(string Split, DataStatistics Statistics)> splits)
    {
        var byName = splits.SelectMany(pair => pair.Statistics.Classes).ToLookup(one => one.Category.Name);
        ImmutableArray<double> Share(Func<ClassStatistics, int> size) =>
            [.. names.Select(name =>
                100.0 * byName[name].Sum(size) / Math.Max(1, byName[name].Sum(one => one.Objects)))];
        return new BarPlot("Sizes of objects, per class", "", "% of the class", names,
            [("small", Share(one => one.Small)), ("medium", Share(one => one.Medium)),
                ("large", Share(one => one.Large))]).ToFigure(Width(names.Length), Width(names.Length) * 17 / 28);
    }

    private static Figure Plot(
        string title, string x, string y, ImmutableArray<string> names,
        IReadOnlyList<(string Split, DataStatistics Statistics)> splits,
        Func<DataStatistics, IReadOnlyList<Bin>> bins)
    {
        var groups = names.IsEmpty ? [.. bins(splits[0].Statistics).Select(bin => bin.Name)] : names;
        return new BarPlot(title, x, y, groups,
            [.. splits.Select(pair => (pair.Split, Percent(bins(pair.Statistics), groups)))]).ToFigure(
                Width(groups.Length), Width(groups.Length) * 17 / 28);
    }

    /// <summary>
    /// Wide enough for the names of many groups; all plots have one shape, so that they fill the cells of a sheet.
    /// </summary>
    private static int Width(int groups) => Math.Max(560, 40 * groups);

    private static ImmutableArray<double> Percent(IReadOnlyList<Bin> bins, ImmutableArray<string> names)
    {
        var counts = bins.GroupBy(bin => bin.Name)
            .ToDictionary(group => group.Key, group => group.Sum(bin => bin.Count));
        return [.. names.Select(name =>
            100.0 * counts.GetValueOrDefault(name) / Math.Max(1, bins.Sum(bin => bin.Count)))];
    }
}
