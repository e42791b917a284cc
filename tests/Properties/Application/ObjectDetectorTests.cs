using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using SkiaSharp;
using StableDino.Data;
using StableDino.Properties.Cli;
using StableDino.Properties.Training;
using static TorchSharp.torch;

namespace StableDino.Properties.Application;

/// <summary>The detector for applications: the tool's answers, whoever asks, however often.</summary>
[Collection(GlobalRandomness.Name)]
public class ObjectDetectorTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void It_finds_what_predict_finds_number_by_number()
    {
        var images = Images();
        var run = CommandLine.Run(["predict", "--checkpoint", trained.Folder.Best, "--out", trained["drawn"],
            "--threshold", "0", "--device", "cpu", "--json", "--images", .. images]);
        Assert.True(run.Code == 0, run.Log);
        using var detector = Load();
        var total = 0;
        foreach (var (file, row) in images.Zip(run.Json.GetProperty("images").EnumerateArray()))
        {
            var found = detector.Detect(file, threshold: 0);
            Assert.Equal(row.GetProperty("detections").EnumerateArray().Select(Predicted), found.Select(Asked));
            total += found.Count;
        }
        Assert.True(total > 0);

        static (string, double, double, double, double, double) Predicted(JsonElement one)
        {
            var box = one.GetProperty("bbox");
            return (one.GetProperty("name").GetString()!, one.GetProperty("score").GetDouble(), box[0].GetDouble(),
                box[1].GetDouble(), box[2].GetDouble(), box[3].GetDouble());
        }

        static (string, double, double, double, double, double) Asked(DetectedObject one) =>
            (one.Label, one.Score, one.Box.Left, one.Box.Top, one.Box.Width, one.Box.Height);
    }

    [Fact]
    public async Task Every_way_to_hand_over_an_image_gives_the_same()
    {
        using var detector = Load();
        var file = Images()[0];
        var expected = detector.Detect(file, 0);
        var bytes = await File.ReadAllBytesAsync(file);
        Assert.Equal(expected, detector.Detect(bytes, 0));
        Assert.Equal(expected, detector.Detect(bytes.AsMemory(), 0));
        using (var stream = File.OpenRead(file)) Assert.Equal(expected, detector.Detect(stream, 0));
        using (var bitmap = SKBitmap.Decode(file)) Assert.Equal(expected, detector.Detect(bitmap, 0));
        Assert.Equal(expected, await detector.DetectAsync(file, 0));
        Assert.Equal(expected, await detector.DetectAsync(bytes.AsMemory(), 0));
        using (var stream = File.OpenRead(file)) Assert.Equal(expected, await detector.DetectAsync(stream, 0));
        Assert.Equal(expected, Assert.Single(detector.DetectMany([file], 0)));
    }

    /// <summary>A phone's picture: stored on its side, shown upright, found in the upright frame.</summary>
    [Fact]
    public void Boxes_are_in_pixels_of_the_upright_image()
    {
        using var detector = Load();
        using var drawn = new SKBitmap(new SKImageInfo(64, 40, SKColorType.Rgba8888, SKAlphaType.Opaque));
        drawn.Erase(SKColors.Gray);
        for (var y = 6; y < 30; y++)
            for (var x = 4; x < 20; x++) drawn.SetPixel(x, y, SKColors.Red);
        using var file = drawn.Encode(SKEncodedImageFormat.Jpeg, 95);
        var jpeg = file.ToArray();
        using var stored = SKBitmap.Decode(jpeg);
        using var upright = new SKBitmap(new SKImageInfo(40, 64, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < 40; y++)
            for (var x = 0; x < 64; x++) upright.SetPixel(39 - y, x, stored.GetPixel(x, y));
        var found = detector.Detect(TurnedRight(jpeg), 0);
        Assert.Equal((40, 64), (found.Width, found.Height));
        Assert.Equal(detector.Detect(upright, 0), found);
        Assert.NotEqual(detector.Detect(jpeg, 0), found);
    }

    [Fact]
    public void Many_are_as_one_by_one_and_in_order()
    {
        using var detector = Load();
        var images = Images();
        var many = detector.DetectMany(images, 0, batch: 3).ToArray();
        Assert.Equal(images.Length, many.Length);
        foreach (var (file, found) in images.Zip(many))
        {
            var alone = detector.Detect(file, 0);
            Assert.Equal(alone.Count, found.Count);
            Assert.Equal(alone.HighestScore, found.HighestScore, 1e-4);
        }
    }

    /// <summary>Threads ask in whatever order; each gets what it would get alone.</summary>
    [Fact]
    public async Task Many_threads_get_the_answers_that_each_would_get_alone()
    {
        using var detector = Load();
        var images = Images();
        var alone = images.Select(file => detector.Detect(file, 0)).ToArray();
        Assert.True(alone.Distinct(new ByContent()).Count() > 1, "Images that look alike would prove nothing.");
        var random = new Random(60);
        var asked = Enumerable.Range(0, 96).Select(_ => (Image: random.Next(images.Length), Way: random.Next(4)));
        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, cancel) =>
        {
            var file = images[one.Image];
            var found = one.Way switch
            {
                0 => detector.Detect(file, 0),
                1 => await detector.DetectAsync(file, 0, cancel),
                2 => detector.Detect(await File.ReadAllBytesAsync(file, cancel), 0),
                _ => detector.DetectMany([file], 0).Single(),
            };
            Assert.Equal(alone[one.Image], found);
        });
    }

    [Fact]
    public void Calls_leave_no_tensor_behind()
    {
        using var detector = Load();
        var file = Images()[0];
        detector.Detect(file, 0);
        using var scope = NewDisposeScope();
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var call = 0; call < 20; call++) detector.Detect(file, 0);
        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void What_goes_wrong_is_said_in_one_line()
    {
        Assert.Contains("nowhere", Assert.Throws<ObjectDetectorException>(() =>
            ObjectDetector.Load(trained["nowhere.safetensors"])).Message, StringComparison.Ordinal);
        Assert.False(ObjectDetector.TryLoad(trained["nowhere.safetensors"], out var none, out var problem));
        Assert.Null(none);
        Assert.NotEmpty(problem);
        Assert.Contains("'tpu'", Assert.Throws<ObjectDetectorException>(() =>
            ObjectDetector.Load(trained.Folder.Best, "tpu", models: [ToyDetector.Definition])).Message,
            StringComparison.Ordinal);
        // a detector of one's own project, and nobody said so
        Assert.Contains("'toy'", Assert.Throws<ObjectDetectorException>(() =>
            ObjectDetector.Load(trained.Folder.Best)).Message, StringComparison.Ordinal);

        using var detector = Load();
        Assert.Throws<ObjectDetectorException>(() => detector.Detect(trained["no.jpg"]));
        Assert.Throws<ObjectDetectorException>(() => detector.Detect("text, not pixels"u8.ToArray()));
        Assert.Throws<ObjectDetectorException>(() => detector.Detect(Array.Empty<byte>()));
        Assert.Throws<ObjectDetectorException>(() => detector.Detect(File.ReadAllBytes(Images()[0]).AsMemory(..200)));
        Assert.Throws<ArgumentOutOfRangeException>(() => detector.Detect(Images()[0], threshold: 50));
        using var empty = new SKBitmap();
        Assert.Throws<ObjectDetectorException>(() => detector.Detect(empty));
    }

    [Fact]
    public void A_disposed_one_refuses_and_may_be_disposed_again()
    {
        var detector = Load();
        detector.Dispose();
        detector.Dispose();
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(Images()[0]));
    }

    [Fact]
    public void A_runs_folder_stands_for_its_best_weights_and_answers_read_well()
    {
        using var detector =
            ObjectDetector.Load(trained.Folder.Path, "cpu", models: [ToyDetector.Definition]);
        Assert.Equal("toy", detector.Model);
        Assert.Equal(CocoDataset.Open(trained.Data, "val2017").IfFail(_ => throw new InvalidDataException())
            .Classes.Categories.Select(category => category.Name), detector.Labels);
        var nothing = detector.Detect(Images()[0], threshold: 1);
        Assert.Empty(nothing);
        Assert.InRange(nothing.HighestScore, 0.001f, 0.999f);
        Assert.StartsWith("no objects; the highest score is 0.", nothing.ToString(), StringComparison.Ordinal);
        Assert.Equal("cat 87 % at 12,30 118×64",
            new DetectedObject("cat", 0.87f, new PixelBox(12.2, 29.9, 118, 64)).ToString());
    }

    /// <summary>
    /// Where a collection may free a number that native code is reading, no promise of this class holds: the build
    /// marks
    /// TorchSharp so that arguments live as long as their calls (docs/decisions/0043).
    /// </summary>
    [Fact]
    public void TorchSharp_keeps_the_numbers_it_hands_to_native_code() =>
        Assert.True(typeof(Tensor).Assembly.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled);

    /// <summary>
    /// One thread computes with numbers, another makes the collector run: without the mark some of 20,000 sums fail, or
    /// the process dies.
    /// </summary>
    [Fact]
    public void Collections_during_calls_do_no_harm()
    {
        var stop = false;
        var garbage = new Thread(() =>
        {
            while (!stop)
            {
                for (var i = 0; i < 200; i++) GC.KeepAlive(new byte[1000]);
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        garbage.Start();
        try
        {
            using var x = tensor(new[] { 1f, 2f, 3f, 4f });
            for (var i = 0; i < 20_000; i++)
            {
                using var scope = NewDisposeScope();
                var sum = (1 - x + x) * 0.5;
                Assert.Equal(0.5f, sum[0].item<float>());
            }
        }
        finally
        {
            stop = true;
            garbage.Join();
        }
    }

    private ObjectDetector Load() =>
        ObjectDetector.Load(trained.Folder.Best, "cpu", models: [ToyDetector.Definition]);

    private string[] Images() =>
        [.. Directory.EnumerateFiles(Path.Combine(trained.Data, "val2017")).Order(StringComparer.Ordinal)];

    // The same JPEG with an EXIF orientation of 6: turn it right by a quarter to see it upright.
    private static byte[] TurnedRight(byte[] jpeg)
    {
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }

    private sealed class ByContent : IEqualityComparer<DetectedObjects>
    {
        public bool Equals(DetectedObjects? a, DetectedObjects? b) => a!.SequenceEqual(b!);

        public int GetHashCode(DetectedObjects found) => found.Count;
    }
}
