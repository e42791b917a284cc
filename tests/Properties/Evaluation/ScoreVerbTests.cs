using System.Globalization;
using System.Text.Json;
using StableDino.Evaluation;
using StableDino.Properties.Cli;

namespace StableDino.Properties.Evaluation;

/// <summary>The <c>score</c> verb, from files to the answer.</summary>
public sealed class ScoreVerbTests : IDisposable
{
    private const string Target = """
        {"images":[{"id":1,"file_name":"a.jpg","width":100,"height":100},{"id":2,"file_name":"b.jpg","width":100,"height":100}],
         "categories":[{"id":1,"name":"cat"},{"id":5,"name":"dog"}],
         "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[10,10,20,20],"area":400,"iscrowd":0,"segmentation":[[10,10,30,10,30,30,10,30]]},
                        {"id":2,"image_id":2,"category_id":5,"bbox":[10,10,60,60],"area":3600,"iscrowd":0,"segmentation":[[10,10,70,10,70,70,10,70]]}]}
        """;

    private const string Found = """
        [{"image_id":1,"category_id":1,"bbox":[10,10,20,20],"score":0.9},{"image_id":2,"category_id":1,"bbox":[10,10,60,60],"score":0.8}]
        """;

    private readonly TemporaryFolder folder = new();

    public static IEnumerable<object[]> Cases => CocoCase.All;

    [Theory, MemberData(nameof(Cases))]
    public void Options_reach_every_parameter_to_the_last_bit(string folder, string block)
    {
        var recorded = new CocoCase(folder, block);
        var parameters = recorded.Parameters;
        string Number(double x) => x.ToString("R", CultureInfo.InvariantCulture);
        var run = CommandLine.Run([
            "score", "--json", "--ground-truth", recorded.TargetPath, "--detections", recorded.DetectionPath,
            "--type", parameters.Overlap == OverlapKind.Mask ? "segm" : "bbox",
            .. parameters.UseCategories ? Array.Empty<string>() : ["--class-agnostic"],
            "--iou", .. parameters.IoUThresholds.Select(Number), "--recalls",
            .. parameters.RecallThresholds.Select(Number),
            "--areas",
            .. parameters.AreaRanges.Select(range => $"{range.Name}={Number(range.Low)}..{Number(range.High)}"),
            "--max-detections", .. parameters.MaxDetections.Select(limit => $"{limit}"),
            "--only-categories", .. parameters.CategoryIds.IfNone([]).Select(id => $"{id}"), "--only-images",
            .. parameters.ImageIds.IfNone([]).Select(id => $"{id}")]);
        Assert.True(run.Code == 0, run.Log);
        Assert.Equal(
            recorded.Expected.GetProperty("stats").EnumerateArray().Select(x => x.GetDouble()),
            run.Json.GetProperty("metrics").EnumerateObject().Select(member => member.Value.GetDouble()));
    }

    [Fact]
    public void A_folder_gets_the_document_the_plots_and_a_page()
    {
        var output = Path.Combine(folder.Path, "out");
        var run = Score(Found, "--out", output);
        Assert.True(run.Code == 0, run.Log);
        Assert.Equal(
            ["classes.png", "classes.svg", "confusion.png", "confusion.svg", "error-gains.png", "error-gains.svg",
                "errors.png", "errors.svg", "evaluation.json", "index.html",
                "precision-recall-classes.png", "precision-recall-classes.svg", "precision-recall.png",
                "precision-recall.svg", "sizes.png", "sizes.svg"],
            Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(run.Json.GetRawText(),
            JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "evaluation.json"))).RootElement.GetRawText());
        var errors = run.Json.GetProperty("errors");
        Assert.Equal((1, 1, 0),
            (errors.GetProperty("correct").GetInt32(), errors.GetProperty("classification").GetInt32(),
                errors.GetProperty("missed").GetInt32()));
        Assert.Equal(1, run.Json.GetProperty("confusion").GetProperty("counts")[1][0].GetInt32());
    }

    [Fact]
    public void Categories_and_images_are_chosen_by_name()
    {
        Assert.Equal(1, Score(Found, "--only-categories", "cat", "--only-images", "a.jpg").Json.GetProperty("metrics")
            .GetProperty("AP").GetDouble(), 9);
        Assert.Equal(
            -1, Score(Found, "--only-categories", "999").Json.GetProperty("metrics").GetProperty("AP").GetDouble());
    }

    [Theory]
    [InlineData("--only-categories", "cta", "Nearest: cat")]
    [InlineData("--only-images", "c.jpg", "There is no image")]
    [InlineData("--iou", "1.5", "is no IoU")]
    [InlineData("--max-detections", "0", "no number of detections")]
    [InlineData("--areas", "tiny", "NAME=LOW..HIGH")]
    [InlineData("--areas", "tiny=9..3", "smaller number first")]
    [InlineData("--recalls", "-1", "is no recall")]
    [InlineData("--error-iou", "0", "is no IoU")]
    [InlineData("--iou", ",", "at least one")]
    public void An_option_that_cannot_be_is_refused_with_its_name_and_a_repair(string option, string value, string said)
    {
        var run = Score(Found, option, value);
        Assert.Equal(2, run.Code);
        Assert.Equal(option, run.Error.GetProperty("place").GetString());
        Assert.Contains(said, run.Error.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "not with a list")]
    [InlineData("""[{"image_id":7,"category_id":1,"bbox":[1,2,3,4],"score":1}]""", "does not list: 7")]
    [InlineData("""[{"image_id":1,"category_id":1,"bbox":[1,2,3,4]}]""", "no \"score\"")]
    public void A_broken_results_file_is_refused_with_file_place_and_repair(string found, string said)
    {
        var run = Score(found);
        Assert.Equal(2, run.Code);
        Assert.Contains(said, run.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("dt.json", run.Error.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.True(run.Error.TryGetProperty("hint", out _));
    }

    [Fact]
    public void Masks_are_asked_for_and_missing() =>
        Assert.Contains("no usable mask", Score(Found, "--type", "segm").Error.GetProperty("message").GetString(),
            StringComparison.Ordinal);

    public void Dispose() => folder.Dispose();

    private CommandLine Score(string found, params string[] options)
    {
        var (target, detections) = (Path.Combine(folder.Path, "gt.json"), Path.Combine(folder.Path, "dt.json"));
        File.WriteAllText(target, Target);
        File.WriteAllText(detections, found);
        return CommandLine.Run(["score", "--ground-truth", target, "--detections", detections, "--json", .. options]);
    }
}
