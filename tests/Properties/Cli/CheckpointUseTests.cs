using System.Text.Json;
using StableDino.Evaluation;
using StableDino.Properties.Training;

namespace StableDino.Properties.Cli;

/// <summary>eval, score, predict, stability and report on one trained toy.</summary>
[Collection(GlobalRandomness.Name)]
public class CheckpointUseTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Eval_finds_what_the_run_found_and_score_agrees_with_both()
    {
        var detections = trained["d.json"];
        var eval = CommandLine.Run("eval", "--checkpoint", trained.Folder.Last, "--data", trained.Data, "--detections",
            detections, "--batch", "2", "--json");
        Assert.True(eval.Code == 0, eval.Log);
        Assert.Equal(Metrics(trained.Run), Metrics(eval));
        Assert.Equal(File.ReadAllBytes(trained.Folder.Detections), File.ReadAllBytes(detections));
        var score = CommandLine.Run("score", "--ground-truth",
            Path.Combine(trained.Data, "annotations", "instances_val2017.json"), "--detections", detections, "--json");
        Assert.Equal(Metrics(eval), Metrics(score));
        Assert.Contains("AP50",
            CommandLine.Run("eval", "--checkpoint", trained.Folder.Last, "--data", trained.Data).Answer,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Suppression_can_be_chosen()
    {
        int Count(string nms)
        {
            var file = trained[$"nms-{nms}.json"];
            Assert.Equal(0,
                CommandLine.Run("eval", "--checkpoint", trained.Folder.Last, "--data", trained.Data, "--nms", nms,
                    "--detections", file, "--json").Code);
            return JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetArrayLength();
        }

        Assert.True(Count("0.01") < Count("0"));
        Assert.Equal(2,
            CommandLine.Run("eval", "--checkpoint", trained.Folder.Last, "--data", trained.Data, "--nms", "80",
                "--json").Code);
    }

    [Fact]
    public void Masks_are_not_asked_for_from_several_views()
    {
        var run = CommandLine.Run(
            "eval", "--checkpoint", trained.Folder.Last, "--data", trained.Data, "--type", "segm", "--tta-flips");
        Assert.Equal(2, run.Code);
        Assert.Contains("Several views of an image give boxes alone", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_views_are_merged_and_one_is_the_plain_evaluation()
    {
        string Detections(string name, params string[] views)
        {
            var file = trained[name];
            var run = CommandLine.Run([
                "eval", "--checkpoint", trained.Folder.Last, "--data", trained.Data, "--batch", "1", "--detections",
                file, "--json", .. views]);
            Assert.True(run.Code == 0, run.Log);
            return File.ReadAllText(file);
        }

        Assert.Equal(Detections("plain.json"), Detections("one.json", "--tta-sizes", "48"));
        Assert.NotEqual(Detections("plain.json"), Detections("two.json", "--tta-sizes", "48", "64", "--tta-flips"));
        var refused = CommandLine.Run(
            "eval", "--checkpoint", trained.Folder.Last, "--data", trained.Data, "--tta-sizes", "8", "--json");
        Assert.Equal(2, refused.Code);
        Assert.Contains("--tta-sizes", refused.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Stability_gives_one_percentage_a_layer()
    {
        var run = CommandLine.Run(
            "stability", "--checkpoint", trained.Folder.Best, "--data", trained.Data, "--images", "3", "--json");
        Assert.True(run.Code == 0, run.Log);
        // the toy has two layers and no proposals
        var percent = Assert.Single(run.Json.GetProperty("unstable_percent").EnumerateArray());
        Assert.InRange(percent.GetDouble(), 0, 100);
        Assert.True(run.Json.GetProperty("ground_truth").GetInt64() > 0);
    }

    [Fact]
    public void Predict_draws_every_image_and_lists_what_it_drew()
    {
        var output = trained["predicted"];
        var run = CommandLine.Run("predict", "--checkpoint", trained.Folder.Last, "--images",
            Path.Combine(trained.Data, "val2017"), "--out", output, "--threshold", "0", "--json");
        Assert.True(run.Code == 0, run.Log);
        var images = run.Json.GetProperty("images").EnumerateArray().ToArray();
        Assert.Equal(4, images.Length);
        Assert.Equal(4, Directory.GetFiles(output, "*.png").Length);
        var listed = DetectionsJson.Read(Path.Combine(output, "detections.json"))
            .Match(file => file.Items.Length, _ => -1);
        Assert.Equal(images.Sum(image => image.GetProperty("detections").GetArrayLength()), listed);
        Assert.True(listed > 0);
    }

    [Fact]
    public void Predict_refuses_what_does_not_decode_before_it_writes()
    {
        File.WriteAllText(trained["note.jpg"], "not an image");
        var output = trained["unpredicted"];
        var run = CommandLine.Run("predict", "--checkpoint", trained.Folder.Last, "--images", trained["note.jpg"],
            trained["absent.png"], "--out", output, "--json");
        Assert.Equal(2, run.Code);
        Assert.Equal(2, run.Json.GetProperty("errors").GetArrayLength());
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void Report_is_one_page()
    {
        var page = trained["page.html"];
        var run = CommandLine.Run("report", "--run", trained.Folder.Path, "--out", page, "--json");
        Assert.True(run.Code == 0, run.Log);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(2, CommandLine.Run("report", "--run", trained["none"], "--json").Code);
    }

    [Fact]
    public void A_checkpoint_that_this_build_cannot_use_is_refused_with_a_reason()
    {
        CommandLine Eval(string checkpoint) =>
            CommandLine.Run("eval", "--checkpoint", checkpoint, "--data", trained.Data, "--json");
        var unknown = CommandLine.RunWith([ToyDetector.WithoutDropout], "eval", "--checkpoint", trained.Folder.Last,
            "--data", trained.Data, "--json");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("'toy'", unknown.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("toy-steady", unknown.Error.GetProperty("hint").GetString(), StringComparison.Ordinal);

        var truncated = trained["short.safetensors"];
        File.WriteAllBytes(truncated, File.ReadAllBytes(trained.Folder.Last)[..1000]);
        Assert.Equal(2, Eval(truncated).Code);
        Assert.Equal(2, Eval(trained["none.safetensors"]).Code);
        Assert.Equal(2, Eval(Path.Combine(trained.Data, "annotations", "instances_val2017.json")).Code);
    }

    [Fact]
    public void Data_of_other_classes_is_refused_class_by_class()
    {
        var data = trained["renamed"];
        Directory.CreateDirectory(Path.Combine(data, "annotations"));
        var text = File.ReadAllText(Path.Combine(trained.Data, "annotations", "instances_val2017.json"));
        File.WriteAllText(Path.Combine(data, "annotations", "instances_val2017.json"),
            text.Replace("\"circle\"", "\"disc\"", StringComparison.Ordinal));
        Assert.Contains("\"circle\"", text, StringComparison.Ordinal);
        Directory.CreateSymbolicLink(Path.Combine(data, "val2017"), Path.Combine(trained.Data, "val2017"));
        var run = CommandLine.Run("eval", "--checkpoint", trained.Folder.Last, "--data", data, "--json");
        Assert.Equal(2, run.Code);
        Assert.Contains("'disc' here and 'circle' in the checkpoint", run.Error.GetProperty("message").GetString(),
            StringComparison.Ordinal);
    }

    private static string Metrics(CommandLine run) => run.Json.GetProperty("metrics").GetRawText();
}
