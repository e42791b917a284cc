using System.Collections.Immutable;
using System.Text.Json;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Properties.Generators;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;
using Subject = StableDino.Network.PostProcessing;

namespace StableDino.Properties.PostProcessing;

[Properties(Arbitrary = [typeof(Scenes)], MaxTest = 40)]
public class PostProcessingTests
{
    public static IEnumerable<object[]> Recorded => GoldenFile.Cases(GoldenKind.PostProcessing);

    [SkippableTheory, MemberData(nameof(Recorded)), Trait("Category", "Parity")]
    public void Detections_are_the_recorded_ones(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var parameters = file.Case(id);
        var predictions = new Predictions(
            file[$"{id}.pred_logits"].unsqueeze(0), file[$"{id}.pred_boxes"].unsqueeze(0));
        var (seen, original) =
            (Sizes(parameters.GetProperty("image_sizes_hw")), Sizes(parameters.GetProperty("out_sizes_hw")));
        foreach (var (name, suppression) in new (string, SuppressionConfig)[]
            { ("none", new SuppressionConfig.None()), ("nms80", new SuppressionConfig.PerClass(0.8f)),
                ("nms50", new SuppressionConfig.PerClass(0.5f)) })
        {
            var config = new PostProcessingConfig(suppression, parameters.GetProperty("select").GetInt32());
            var detections = Subject.Select(predictions, new Score.Sigmoid(), config, seen, original);
            var best = Subject.Best(predictions, config.Detections, new Score.Sigmoid());
            for (var image = 0; image < seen.Length; image++)
            {
                Compare($"{id}.{name}.raw{image}",
                    Subject.Suppress(Subject.InPixels(best[image], seen[image]), suppression));
                Compare($"{id}.{name}.final{image}", detections[image].Boxes);
                Assert.Equal(original[image], detections[image].Size);
            }
        }

        void Compare(string name, ImmutableArray<DetectedBox> boxes)
        {
            file.Compare(id, Noise.Formula, file[$"{name}.boxes"],
                [.. boxes.SelectMany(box => new double[] { box.X0, box.Y0, box.X1, box.Y1 })], name);
            file.Compare(id, Noise.Formula, file[$"{name}.scores"], [.. boxes.Select(box => (double)box.Score)], name);
            file.Compare(id, Noise.Exact, file[$"{name}.classes"], [.. boxes.Select(box => (double)box.Class)], name);
        }
    }

    [Property]
    public bool Detections_are_sorted_lie_in_the_image_and_are_no_more_than_asked(Scene scene)
    {
        using var scope = NewDisposeScope();
        var (sizes, config) = (Sized(scene, 90, 120), new PostProcessingConfig(new SuppressionConfig.PerClass(), 7));
        var found = Subject.Select(scene.Predictions(ScalarType.Float32), new Score.Sigmoid(), config, sizes, sizes);
        return found.Length == scene.Images && found.All(image => image.Boxes.Length <= 7
            && image.Boxes.Zip(image.Boxes.Skip(1), (a, b) => a.Score >= b.Score).All(ok => ok)
            && image.Boxes.All(box => box is { X0: >= 0, Y0: >= 0, X1: <= 120, Y1: <= 90, Score: >= 0 and <= 1 }
                && box.X1 > box.X0 && box.Y1 > box.Y0
                && box.Class < scene.Classes && box.Query < scene.Queries));
    }

    [Property]
    public bool Every_detection_is_its_query_s_box_and_score_of_the_last_layer(Scene scene)
    {
        using var scope = NewDisposeScope();
        var sizes = Sized(scene, 1000, 1000);
        var found = Subject.Select(
            scene.Predictions(ScalarType.Float32), new Score.Sigmoid(), new(new SuppressionConfig.None(), 1000),
            sizes, sizes);
        return found.Select((image, i) => image.Boxes.All(box =>
        {
            var source = scene.BoxAt(scene.Layers - 1, i, box.Query);
            var score = ScalarCost.Sigmoid(scene.LogitAt(scene.Layers - 1, i, box.Query, box.Class));
            return Math.Abs(box.X0 - Math.Clamp(source.X0 * 1000, 0, 1000)) < 0.01
                && Math.Abs(box.Y1 - Math.Clamp(source.Y1 * 1000, 0, 1000)) < 0.01
                && Math.Abs(box.Score - score) < 1e-6;
        })).All(ok => ok);
    }

    [Property]
    public bool An_image_twice_as_large_has_the_same_detections_twice_as_large(Scene scene)
    {
        using var scope = NewDisposeScope();
        var (small, large) = (Sized(scene, 64, 96), Sized(scene, 128, 192));
        var config = new PostProcessingConfig(new SuppressionConfig.PerClass(), 20);
        var (once, twice) = (Subject.Select(scene.Predictions(), new Score.Sigmoid(), config, small, small),
            Subject.Select(scene.Predictions(), new Score.Sigmoid(), config, small, large));
        return once.Zip(twice, (a, b) =>
            a.Boxes.Select(box => box with { X0 = 2 * box.X0, Y0 = 2 * box.Y0, X1 = 2 * box.X1, Y1 = 2 * box.Y1 })
                .SequenceEqual(b.Boxes)).All(same => same);
    }

    [Fact]
    public void Nothing_outlives_the_call_and_missing_sizes_are_refused()
    {
        using var scope = NewDisposeScope();
        var scene = new Scene(5, 2, 4, 3, [1, 2], EdgeCase.Ordinary);
        var (predictions, sizes) = (scene.Predictions(), Sized(scene, 30, 40));
        var config = new PostProcessingConfig(new SuppressionConfig.PerClass());
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Subject.Select(new DetectorOutput(predictions, default, []), new Score.Sigmoid(), config, sizes, sizes);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Throws<ArgumentException>(() =>
            Subject.Select(predictions, new Score.Sigmoid(), config, sizes.RemoveAt(0), sizes));
    }

    private static ImmutableArray<ImageSize> Sized(Scene scene, int height, int width) =>
        [.. Enumerable.Repeat(new ImageSize(height, width), scene.Images)];

    private static ImmutableArray<ImageSize> Sizes(JsonElement list) =>
        [.. list.EnumerateArray().Select(size => new ImageSize(size[0].GetInt32(), size[1].GetInt32()))];
}
