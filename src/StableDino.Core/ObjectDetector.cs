using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using LanguageExt;
using SkiaSharp;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Pipeline;
using StableDino.Runs;

namespace StableDino;

/// <summary>A trained detector for applications: an image in, named boxes out.</summary>
/// <remarks>
/// <code>
/// using var detector = ObjectDetector.Load("best.safetensors");
/// foreach (var found in detector.Detect("photo.jpg", threshold: 0.5))
///     Console.WriteLine($"{found.Label} {found.Score:P0} {found.Box}");
/// </code>
/// Safe for many threads at once: images are decoded side by side, and pass through the network one call after the
/// other, for each pass uses all cores. Results are those of <c>stable-dino predict</c>, number by number. What goes
/// wrong is an <see cref="ObjectDetectorException"/> with a text for people.
/// </remarks>
public sealed class ObjectDetector : IDisposable
{
    private const double UsualThreshold = 0.3;

    private readonly TrainedDetector trained;
    private readonly InferenceSettings settings;
    private readonly ClassList classes;
    private readonly ImmutableDictionary<long, string> labels;
    private readonly SemaphoreSlim turn = new(1, 1);
    private bool disposed;

    private ObjectDetector(TrainedDetector trained, InferenceSettings settings)
    {
        (this.trained, this.settings) = (trained, settings);
        classes = new ClassList(trained.Metadata.Classes);
        labels = trained.Metadata.Classes.ToImmutableDictionary(category => category.Id, category => category.Name);
        Labels = [.. trained.Metadata.Classes.Select(category => category.Name)];
    }

    /// <summary>Name of the model, as <c>stable-dino models list</c> prints it.</summary>
    public string Model => trained.Definition.Name;

    /// <summary>What it can find.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Loads weights that training wrote.</summary>
    /// <param name="path">The file, or a run's folder: then its <c>best.safetensors</c>.</param>
    /// <param name="device"><c>auto</c> (a GPU if there is one), <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
    /// <param name="precision">Arithmetic of products and convolutions.</param>
    /// <param name="models">Detectors of one's own, beside those of the library: <c>CompiledDetectors.All</c> of the
    /// project that declares them.</param>
    /// <exception cref="ObjectDetectorException">What is wrong with the file, and what would work.</exception>
    public static ObjectDetector Load(
        string path, string device = "auto", Precision precision = Precision.Fp32,
        IEnumerable<DetectorDefinition>? models = null) =>
        Open(path, device, precision, models)
            .IfLeft(problem => throw new ObjectDetectorException(problem));

    /// <summary>As <see cref="Load"/>, for a file that may be missing or unusable.</summary>
    /// <param name="path">The file, or a run's folder.</param>
    /// <param name="detector">The detector.</param>
    /// <param name="problem">What is wrong, and what would work.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
    /// <param name="precision">Arithmetic of products and convolutions.</param>
    /// <param name="models">Detectors of one's own.</param>
    public static bool TryLoad(
        string path, [NotNullWhen(true)] out ObjectDetector? detector, [NotNullWhen(false)] out string? problem,
        string device = "auto", Precision precision = Precision.Fp32, IEnumerable<DetectorDefinition>? models = null)
    {
        (detector, problem) = Open(path, device, precision, models).Match(
            loaded => (loaded, null),
            text => ((ObjectDetector?)null, (string?)text));
        return detector is not null;
    }

    /// <summary>What is in an image file: JPEG, PNG, WebP, BMP or GIF.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threshold">Detections of at least this score are listed.</param>
    /// <returns>By falling score; boxes in pixels of the image as a viewer shows it (its EXIF orientation applied).
    /// </returns>
    public DetectedObjects Detect(string path, double threshold = UsualThreshold) =>
        Detect([Decode(path)], threshold)[0];

    /// <summary>As <see cref="Detect(string, double)"/>; the stream is read to its end and stays open.</summary>
    /// <param name="stream">An image file's bytes.</param>
    /// <param name="threshold">Detections of at least this score are listed.</param>
    public DetectedObjects Detect(Stream stream, double threshold = UsualThreshold)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Detect(copy.GetBuffer().AsMemory(0, (int)copy.Length), threshold);
    }

    /// <summary>As <see cref="Detect(string, double)"/>.</summary>
    /// <param name="file">An image file's bytes.</param>
    /// <param name="threshold">Detections of at least this score are listed.</param>
    public DetectedObjects Detect(byte[] file, double threshold = UsualThreshold)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Detect(file.AsMemory(), threshold);
    }

    /// <summary>As <see cref="Detect(string, double)"/>.</summary>
    /// <param name="file">An image file's bytes.</param>
    /// <param name="threshold">Detections of at least this score are listed.</param>
    public DetectedObjects Detect(ReadOnlyMemory<byte> file, double threshold = UsualThreshold) =>
        Detect([Decode(file)], threshold)[0];

    /// <summary>As <see cref="Detect(string, double)"/>, for an image in memory; its transparency is dropped.</summary>
    /// <param name="bitmap">Upright; not disposed.</param>
    /// <param name="threshold">Detections of at least this score are listed.</param>
    public DetectedObjects Detect(SKBitmap bitmap, double threshold = UsualThreshold)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        return Detect([Decode(bitmap)], threshold)[0];
    }

    /// <summary>
    /// Many image files, several at a time through the network; results come in the files' order, as they are found.
    /// </summary>
    /// <param name="paths">The files; a broken one ends the enumeration with an exception that names it.</param>
    /// <param name="threshold">Detections of at least this score are listed.</param>
    /// <param name="batch">Images at a time. Scores may differ from single images' in the last digits.</param>
    public IEnumerable<DetectedObjects> DetectMany(
        IEnumerable<string> paths, double threshold = UsualThreshold, int batch = 4)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        return paths.Chunk(batch).SelectMany(some => Detect([.. some.Select(Decode)], threshold));
    }

    /// <summary>As <see cref="Detect(string, double)"/>, on threads of the pool; waiting callers hold none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threshold">Detections of at least this score are listed.</param>
    /// <param name="cancel">Ends the waiting; a pass that has begun is finished.</param>
    public async Task<DetectedObjects> DetectAsync(
        string path, double threshold = UsualThreshold, CancellationToken cancel = default) =>
        await DetectAsync(() => Decode(path), threshold, cancel).ConfigureAwait(false);

    /// <summary>As <see cref="DetectAsync(string, double, CancellationToken)"/>.</summary>
    /// <param name="stream">An image file's bytes; read to its end, stays open.</param>
    /// <param name="threshold">Detections of at least this score are listed.</param>
    /// <param name="cancel">Ends the reading and the waiting.</param>
    public async Task<DetectedObjects> DetectAsync(
        Stream stream, double threshold = UsualThreshold, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancel).ConfigureAwait(false);
        var file = copy.GetBuffer().AsMemory(0, (int)copy.Length);
        return await DetectAsync(() => Decode(file), threshold, cancel).ConfigureAwait(false);
    }

    /// <summary>As <see cref="DetectAsync(string, double, CancellationToken)"/>.</summary>
    /// <param name="file">An image file's bytes.</param>
    /// <param name="threshold">Detections of at least this score are listed.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<DetectedObjects> DetectAsync(
        ReadOnlyMemory<byte> file, double threshold = UsualThreshold, CancellationToken cancel = default) =>
        await DetectAsync(() => Decode(file), threshold, cancel).ConfigureAwait(false);

    /// <summary>Frees the weights, once the call under way has ended. Later calls are refused.</summary>
    public void Dispose()
    {
        turn.Wait();
        try
        {
            if (!disposed) trained.Dispose();
            disposed = true;
        }
        finally
        {
            turn.Release();
        }
    }

    private static Either<string, ObjectDetector> Open(
        string path, string device, Precision precision, IEnumerable<DetectorDefinition>? models)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(device);
        if (precision == Precision.Bf16 && !Autocast.IsAvailable)
            return "bf16 cannot be used on this system. Use Precision.Fp32.";
        ImmutableArray<DetectorDefinition> known = [.. models ?? [], .. Core.CompiledDetectors.All];
        return from place in ComputeDevice.Parse(device)
               from trained in TrainedDetector.Open(path, known, place)
                   .MapLeft(fault => $"{fault.File}: {fault.Message} {fault.Hint}".TrimEnd())
               select new ObjectDetector(
                   trained,
                   new InferenceSettings(
                       trained.Metadata.Resize, trained.Detector.Config.PostProcessing, place, Precision: precision));
    }

    private static PixelImage Decode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ImageFile.Decode(path, Option<ImageSize>.None)
            .IfLeft(fault =>
                throw new ObjectDetectorException($"{fault.File}: {fault.Message} {fault.Hint}".TrimEnd()));
    }

    private static PixelImage Decode(ReadOnlyMemory<byte> file) =>
        ImageFile.FromBytes(file)
            .IfLeft(fault => throw new ObjectDetectorException($"{fault.Message} {fault.Hint}".TrimEnd()));

    private static PixelImage Decode(SKBitmap bitmap) =>
        ImageFile.FromBitmap(bitmap)
            .IfLeft(fault => throw new ObjectDetectorException($"{fault.Message} {fault.Hint}".TrimEnd()));

    private async Task<DetectedObjects> DetectAsync(
        Func<PixelImage> decode, double threshold, CancellationToken cancel)
    {
        Check(threshold);
        var image = await Task.Run(decode, cancel).ConfigureAwait(false);
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return (await Task.Run(() => Pass([image], threshold), CancellationToken.None).ConfigureAwait(false))[0];
        }
        finally
        {
            turn.Release();
        }
    }

    private ImmutableArray<DetectedObjects> Detect(ImmutableArray<PixelImage> images, double threshold)
    {
        Check(threshold);
        turn.Wait();
        try
        {
            return Pass(images, threshold);
        }
        finally
        {
            turn.Release();
        }
    }

    private static void Check(double threshold)
    {
        if (threshold is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A threshold is from 0 to 1.");
    }

    // One at a time: the gate is held.
    private ImmutableArray<DetectedObjects> Pass(ImmutableArray<PixelImage> images, double threshold)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var found = Prediction.OfImages(trained.Detector, images, classes, settings);
        return [.. images.Zip(found, (image, detections) => Objects(image, detections, threshold))];
    }

    private DetectedObjects Objects(PixelImage image, ImmutableArray<Detection> detections, double threshold) => new(
        image.Width, image.Height,
        [
            .. detections.Where(detection => detection.Score >= threshold).Select(detection => new DetectedObject(
                labels[detection.CategoryId], (float)detection.Score,
                new PixelBox(detection.X, detection.Y, detection.Width, detection.Height),
                detection.Mask.Case is Segmentation.RunLengths runs ? new ObjectMask(runs) : null)),
        ],
        detections.Select(detection => (float)detection.Score).DefaultIfEmpty().Max());
}
