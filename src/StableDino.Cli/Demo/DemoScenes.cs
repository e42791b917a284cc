using SkiaSharp;
using StableDino.Foundation;

namespace StableDino.Cli.Demo;

/// <summary>
/// Renders a small data set in COCO's layout: eight shapes in many colours and textures, lit, shadowed, turned, large
/// and small, hiding
/// one another before cluttered backgrounds. Good for a first run on any machine; a score on it shows that a detector
/// learns.
/// </summary>
/// <remarks>
/// Boxes, areas and masks are those of the visible pixels, and no object is hidden by more than three fifths. The same
/// arguments
/// write the same bytes on one machine.
/// </remarks>
public static class DemoScenes
{
    private const int JpegQuality = 92;

    /// <summary>
    /// Writes <c>train2017/</c>, <c>val2017/</c> and their <c>annotations/</c> below a folder, over what is there.
    /// </summary>
    /// <param name="folder">Folder to write to; made if need be.</param>
    /// <param name="trainCount">Scenes to train on.</param>
    /// <param name="valCount">Scenes to evaluate on, none of which is a training scene.</param>
    /// <param name="seed">Names the set.</param>
    /// <param name="side">Columns and rows of each picture, from 32.</param>
    /// <param name="progress">Called, from any thread, with the number of images done.</param>
    /// <param name="cancel">Stops with an <see cref="OperationCanceledException"/>.</param>
    public static void Write(
        string folder, int trainCount, int valCount, int seed, int side = 160, Action<int>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 32);
        var done = 0;
        foreach (var (split, count, label) in new[] { ("train2017", trainCount, 1), ("val2017", valCount, 2) })
        {
            var random = CounterRandom.Of(seed).Fork(label);
            var images = new (long Id, string FileName, DemoScene Scene)[count];
            Directory.CreateDirectory(Path.Combine(folder, split));
            Directory.CreateDirectory(Path.Combine(folder, "annotations"));
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancel }, i =>
            {
                var id = label * 100_000L + i + 1;
                images[i] = (id, $"{id:D12}.jpg", DemoScene.Of(side, random.Fork(i)));
                Save(images[i].Scene, Path.Combine(folder, split, images[i].FileName));
                progress?.Invoke(Interlocked.Increment(ref done));
            });
            using var annotations = File.Create(Path.Combine(folder, "annotations", $"instances_{split}.json"));
            DemoAnnotations.Write(annotations, images);
        }
    }

    private static void Save(DemoScene scene, string path)
    {
        using var picture = scene.Paint();
        using var jpeg = picture.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        using var file = File.Create(path);
        jpeg.SaveTo(file);
    }
}
