using System.Text.RegularExpressions;
using System.Xml.Linq;
using LanguageExt;
using StableDino.Reporting;

namespace StableDino.Properties.Reporting;

public sealed class RunReportTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("stable-dino-report").FullName;

    [Fact]
    public void A_run_folder_reads_as_it_was_written()
    {
        var run = Read(Folder("one", withHalfLine: true));
        Assert.Equal(("one", 30, 3, 1, 1),
            (run.Name, run.Train.Length, run.Evaluations.Length, run.UnreadableLines, run.Pictures.Length));
        Assert.Equal((3.0, 0.5, 1e-4, 2.0),
            (run.Train[2].Step, run.Train[2].Epoch, run.Train[2].LearningRate, run.Train[2].ImagesPerSecond));
        Assert.Equal(("loss_class", 1.25), run.Train[2].Terms[0]);
        Assert.Equal([30.0, 20.0], run.Train[2].Unstable.AsEnumerable());
        Assert.Equal((20.0, 0.3), run.Best.Match(best => (best.Step, best.Metrics.AP), () => default));
        Assert.Contains(run.Facts, fact => fact == ("model", "stable-dino-tiny <b>"));
    }

    [Fact]
    public void A_step_logged_twice_counts_once_with_its_later_line()
    {
        var folder = Folder("resumed");
        File.AppendAllText(Path.Combine(folder, "metrics.jsonl"), """{"kind":"train","step":30,"loss":77}""" + "\n");
        var run = Read(folder);
        Assert.Equal((30, 77.0), (run.Train.Length, run.Train[^1].Loss));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_page_stands_alone_and_is_well_formed(int runs)
    {
        var html = RunReport.OfFolders(Enumerable.Range(0, runs).Select(i => Folder($"run-{i}")))
            .Match(page => page, faults => throw new InvalidDataException(faults.ToString()));
        var page =
            XDocument.Parse(
                Regex.Replace(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)
                    .Replace(" loading=\"lazy\"", "", StringComparison.Ordinal), "<(meta|img)([^>]*)>", "<$1$2/>"));
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", html);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b></dd>", html, StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,AQID", html, StringComparison.Ordinal);
        Assert.Contains("stable-dino-tiny &lt;b&gt;", html, StringComparison.Ordinal);
        Assert.Equal(runs, page.Descendants("section").First().Descendants("tr").Count() - 1);
        Assert.Equal(8, page.Descendants("figure")
            .Count(figure => figure.Elements().Any(child => child.Name.LocalName == "svg")));
    }

    [Fact]
    public void A_run_without_a_line_gives_a_page_all_the_same()
    {
        var folder = Path.Combine(_root, "empty");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "metrics.jsonl"), "");
        Assert.Contains("<h1>empty</h1>", RunReport.Html([Read(folder)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_folder_that_is_no_run_is_named()
    {
        var faults = RunReport.OfFolders([Path.Combine(_root, "nowhere"), Folder("good"), _root])
            .Match(_ => [], faults => faults.Select(fault => fault.Message).ToArray());
        Assert.Equal(["The folder does not exist.", "The folder holds no metrics.jsonl."], faults);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"kind":"train"}""")]
    [InlineData("""{"kind":"train","step":"x"}""")]
    [InlineData("""{"kind":5,"step":1,"loss":null}""")]
    [InlineData("""{"kind":"train","step":1,"loss":null,"terms":[1],"unstable":{"a":1}}""")]
    [InlineData("""{"kind":"eval","step":1,"metrics":[],"per_class":[3,{"name":1}]}""")]
    public void A_strange_line_never_throws(string line)
    {
        var folder = Path.Combine(_root, "strange");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "metrics.jsonl"),
            line + "\n{\"kind\":\"train\",\"step\":2,\"loss\":1}\n");
        Assert.Contains(Read(folder).Train, point => point.Step == 2);
        Assert.Contains("</html>", RunReport.Html([Read(folder)]), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static RunHistory Read(string folder) =>
        RunHistoryReader.Read(folder).Match(run => run, faults => throw new InvalidDataException(faults.ToString()));

    private string Folder(string name, bool withHalfLine = false)
    {
        var folder = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.Combine(folder, "pictures"));
        var train = Enumerable.Range(1, 30).Select(step =>
            $$"""{"kind":"train","step":{{step}},"epoch":0.5,"loss":{{40 - step}},"lr":0.0001,"seconds":0.5,"images_per_second":2,"grad_norm":1.5,"terms":{"loss_class":1.25,"loss_class_0":2},"unstable":[30,20]}""");
        var evaluations = new[] { (10, "0.1"), (20, "0.3"), (30, "0.2") }.Select(point =>
            $$"""{"kind":"eval","step":{{point.Item1}},"metrics":{"AP":{{point.Item2}},"AP50":0.5,"APl":-1},"per_class":[{"category_id":1,"name":"ring","ground_truth":3,"detections":9,"AP":{{point.Item2}}}]}""");
        File.WriteAllText(Path.Combine(folder, "metrics.jsonl"),
            string.Join("\n", train.Concat(evaluations)) + "\n" + (withHalfLine ? "{\"kind\":\"tra" : ""));
        File.WriteAllText(Path.Combine(folder, "run.json"),
            """{"model":"stable-dino-tiny <b>","parameters":5,"classes":[],"train":{"images":7}}""");
        File.WriteAllText(Path.Combine(folder, "recipe.json"), """{"seed":60}""");
        File.WriteAllBytes(Path.Combine(folder, "pictures", "a.png"), [1, 2, 3]);
        return folder;
    }
}
