using System.Collections.Immutable;
using LanguageExt;
using StableDino.Cli.Demo;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Pipeline;
using StableDino.Runs;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Inference;

/// <summary>Several views of an image, merged.</summary>
[Collection(GlobalRandomness.Name)]
public class TestTimeTests
{
    private static readonly PostProcessingConfig Ten = new(new SuppressionConfig.None(), Detections: 10);

    [Fact]
    public void One_size_without_flips_is_the_plain_prediction()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        DemoScenes.Write(folder.Path, trainCount: 0, valCount: 2, seed: 3, side: 64);
        var data = CocoDataset.Open(folder.Path, "val2017")
            .IfFail(faults => throw new InvalidDataException(faults.First().Message));
        manual_seed(4);
        using var detector = Core.CompiledDetectors.All.Single(d => d.Name == "deformable-detr-tiny")
            .Build(data.Classes.Count);
        var settings = new InferenceSettings(ResizeConfig.Of(64), Ten, CPU, Batch: 1);
        var plain = DataSetPrediction.Run(detector, data, settings);
        Assert.Equal(20, plain.Length);
        var single = TestTimePrediction.Run(detector, data, new TestTimeAugmentation([settings.Resize]), settings);
        // tests beside this one may switch kernels
        Assert.Equal(plain.Select(Rounded), single.Select(Rounded));
        Assert.NotEqual(plain.Select(Rounded),
            TestTimePrediction.Run(detector, data, new TestTimeAugmentation([settings.Resize], Flips: true), settings)
                .Select(Rounded));

        static (long, long, double, double, double) Rounded(StableDino.Evaluation.Detection found) =>
            (found.ImageId, found.CategoryId, Math.Round(found.X, 2), Math.Round(found.Y, 2),
                Math.Round(found.Score, 4));
    }

    /// <summary>
    /// A detector that frames what is bright: mirrored or not, small or large, it is the same place of the image.
    /// </summary>
    [Theory, InlineData(40, 90), InlineData(90, 40)]
    public void Every_view_finds_a_thing_where_it_is_and_the_merged_one_finds_it_once(int height, int width)
    {
        using var scope = NewDisposeScope();
        var (x0, y0, x1, y1) = (4, 6, 20, 18);
        var image = new PixelImage(width, height,
        [
            .. from channel in Enumerable.Range(0, 3)
               from y in Enumerable.Range(0, height)
               from x in Enumerable.Range(0, width)
               select x >= x0 && x < x1 && y >= y0 && y < y1 ? (byte)255 : (byte)0,
        ]);
        using var detector = new Framer();
        var settings = new InferenceSettings(ResizeConfig.Of(999), Ten, CPU);
        ImmutableArray<ResizeConfig> sizes = [ResizeConfig.Of(40), ResizeConfig.Of(80)];
        var every = TestTimePrediction.Run(
            detector, image, new TestTimeAugmentation(sizes, Flips: true, Duplicate: 1), settings);
        Assert.Equal(4, every.Boxes.Length);
        Assert.All(every.Boxes, box =>
        {
            Assert.InRange(box.X0, x0 - 1, x0 + 1);
            Assert.InRange(box.X1, x1 - 1, x1 + 1);
            Assert.InRange(box.Y0, y0 - 1, y0 + 1);
            Assert.InRange(box.Y1, y1 - 1, y1 + 1);
        });
        Assert.Single(
            TestTimePrediction.Run(
                detector, image, new TestTimeAugmentation(sizes, Flips: true, Duplicate: 0.5f), settings).Boxes);
    }

    [Fact]
    public void No_more_detections_are_kept_than_one_view_would_give()
    {
        using var scope = NewDisposeScope();
        using var detector = new Framer();
        var image = new PixelImage(30, 30, [.. Enumerable.Repeat((byte)255, 3 * 900)]);
        var settings = new InferenceSettings(ResizeConfig.Of(30), Ten with { Detections = 1 }, CPU);
        Assert.Single(
            TestTimePrediction.Run(detector, image,
                new TestTimeAugmentation([ResizeConfig.Of(30), ResizeConfig.Of(60)], Flips: true, Duplicate: 1),
                settings).Boxes);
    }

    private sealed class Framer() : Detector(nameof(Framer))
    {
        public override DetectorConfig Config => DeformableZoo.DeformableDetrTiny;

        public override int Classes => 1;

        public override DetectorOutput forward(ImageBatch images, Option<NoisedTargets> noised)
        {
            var bright = images.Pixels.amax([1]).gt(0).logical_and(images.Padding.logical_not());
            var boxes = stack([.. Enumerable.Range(0, images.Count).Select(i => Frame(bright[i], images.Sizes[i]))]);
            return new DetectorOutput(
                new Predictions(ones(1, images.Count, 1, 1), boxes.view(1, images.Count, 1, 4)), default, []);
        }

        private static Tensor Frame(Tensor lit, ImageSize size)
        {
            var (rows, columns) =
                (lit.any(1).nonzero().to(ScalarType.Float32), lit.any(0).nonzero().to(ScalarType.Float32));
            var (top, bottom, left, right) = (rows.min() / size.Height, (rows.max() + 1) / size.Height,
                columns.min() / size.Width, (columns.max() + 1) / size.Width);
            return stack([(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]);
        }
    }
}
