using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace StableDino.Snapshots.Differential;

/// <summary>Random focal modulation networks, and single faults of them.</summary>
internal static class FocalDrafts
{
    private static readonly string[] Flags = ["OverlappingPatches", "PostNorm", "ModulationNorm", "NormalizedModulator", "LayerScale"];

    /// <summary>Every one of these must compile; with the number of maps it hands over.</summary>
    public static Gen<(Dictionary<string, string> Values, int Maps)> Backbone =>
        from width in Gen.Elements(8, 12)
        from depths in Gen.Choose(1, 2).ArrayOf(4)
        from levels in Gen.Choose(1, 4).ArrayOf(4)
        from windows in Gen.Elements(1, 3, 5, 7).ArrayOf(4)
        from flags in Gen.Elements("true", "false").ArrayOf(Flags.Length)
        from ratio in Gen.Elements("1f", "2f", "4f")
        from drop in Gen.Elements("0f", "0.2f")
        from first in Gen.Choose(2, 5)
        from last in Gen.Choose(first, 5)
        select (Stages("Depths", depths).Concat(Stages("Levels", levels)).Concat(Stages("Windows", windows))
            .Concat(Flags.Zip(flags, (name, value) => ($"Backbone.{name}", value)))
            .Concat([("Backbone", "FocalNet"), ("Backbone.Width", Text(width)), ("Backbone.MlpRatio", ratio), ("Backbone.DropPath", drop),
                ("Backbone.FirstStage", Text(first)), ("Backbone.LastStage", Text(last))]).ToDictionary(v => v.Item1, v => v.Item2), last - first + 1);

    /// <summary>Values that no graph could be built or trained with.</summary>
    public static (string Path, string Value)[] Faults { get; } =
    [
        ("Backbone.Depths.Stage3", "0"), ("Backbone.Levels.Stage2", "0"), ("Backbone.Levels.Stage4", "9"), ("Backbone.Windows.Stage2", "4"),
        ("Backbone.Windows.Stage2", "-3"), ("Backbone.Windows.Stage5", "65"), ("Backbone.MlpRatio", "0f"), ("Backbone.DropPath", "1f"),
    ];

    private static IEnumerable<(string, string)> Stages(string part, int[] counts) => counts.Select((count, i) => ($"Backbone.{part}.Stage{i + 2}", Text(count)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
