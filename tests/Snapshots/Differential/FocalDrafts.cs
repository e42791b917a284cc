using FsCheck;
using FsCheck.Fluent;
using static StableDino.Snapshots.Differential.Drafts;
using Values = System.Collections.Generic.Dictionary<string, string>;

namespace StableDino.Snapshots.Differential;

/// <summary>Random focal modulation networks.</summary>
internal static class FocalDrafts
{
    private static readonly string[] Flags = ["OverlappingPatches", "PostNorm", "ModulationNorm", "NormalizedModulator",
        "LayerScale"];

    /// <summary>Every one of these must compile.</summary>
    public static Gen<Values> Backbone =>
        from width in Gen.Elements(8, 12)
        from depths in Gen.Choose(1, 2).ArrayOf(4)
        from levels in Gen.Choose(1, 4).ArrayOf(4)
        from windows in Gen.Elements(1, 3, 5, 7).ArrayOf(4)
        from flags in Flag.ArrayOf(Flags.Length)
        from ratio in Real("1f", "2f", "4f")
        from drop in Real("0f", "0.2f")
        select Stages("Depths", depths).Concat(Stages("Levels", levels)).Concat(Stages("Windows", windows))
            .Concat(Flags.Zip(flags, (name, value) => ($"Backbone.{name}", value)))
            .Concat([("Backbone", "FocalNet"), ("Backbone.Width", Text(width)), ("Backbone.MlpRatio", ratio),
                ("Backbone.DropPath", drop)])
            .ToDictionary(v => v.Item1, v => v.Item2);

    private static IEnumerable<(string, string)> Stages(string part, int[] counts) =>
        counts.Select((count, i) => ($"Backbone.{part}.Stage{i + 2}", Text(count)));
}
