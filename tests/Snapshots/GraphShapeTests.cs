using System.Text.RegularExpressions;
using static VerifyXunit.Verifier;

namespace StableDino.Snapshots;

/// <summary>
/// A reviewed text for each shape of graph. Left out is what other tests hold: the configuration, the parameters and
/// the canonical text.
/// A detector of boxes from a pyramid stands in <see cref="EmissionTests"/>, whole.
/// </summary>
public partial class GraphShapeTests
{
    [Fact]
    public Task Masks_beside_boxes() => Verify(Emitted("MaskZoo.MaskDinoTiny"), "cs");

    [Fact]
    public Task Masked_attention() => Verify(Emitted("MaskZoo.Mask2FormerTiny"), "cs");

    [Fact]
    public Task A_single_scale() => Verify(Emitted("SingleScaleZoo.DetrTiny"), "cs");

    [Fact]
    public Task Rows_and_columns() => Verify(Emitted("SingleScaleZoo.AnchorDetrTiny"), "cs");

    [Fact]
    public Task Groups_of_queries() => Verify(Emitted("SingleScaleZoo.GroupDetrTiny"), "cs");

    [Fact]
    public Task Auxiliary_heads() => Verify(Emitted("CollaborativeZoo.CoDinoTiny"), "cs");

    [Fact]
    public Task One_to_many() => Verify(Emitted("DeformableZoo.HDeformableDetrTiny"), "cs");

    private static string Emitted(string detector)
    {
        var run = GeneratorRun.Of(
            $"using StableDino.Configuration;\nusing StableDino.Zoo;\nnamespace Demo;\npublic static class Mine\n{{\n"
            + $"    [CompiledDetector] public static DetectorConfig Shape => {detector} with {{ Name = \"shape\" "
            + $"}};\n}}");
        Assert.Empty(run.Diagnostics.Select(d => d.ToString()));
        Assert.Empty(run.CompilerMessages.Where(m => m.Id != "CS1591").Select(m => m.ToString()));
        var text = run.Files["Demo.ShapeGraph.g.cs"];
        foreach (var left in (Regex[])[Carried(), Configuration(), Parameters()])
            text = left.Replace(text, "…", 1);
        return text;
    }

    [GeneratedRegex("(?<=Demo.Mine.Shape\",\n    )\"new .*\"(?=\\))")]
    private static partial Regex Carried();

    [GeneratedRegex("(?<=DetectorConfig Configuration { get; } = )new DetectorConfig\\(.*?(?=;\n)",
        RegexOptions.Singleline)]
    private static partial Regex Configuration();

    [GeneratedRegex("(?<=string Parameters =\n {8}\"\"\"\n {8}).*?(?=\n {8}\"\"\";)", RegexOptions.Singleline)]
    private static partial Regex Parameters();
}
