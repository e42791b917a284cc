using System.Collections.Immutable;
using LanguageExt;
using StableDino.Data;
using StableDino.Export;
using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Cli.Exporting;

/// <summary>Runs an exported file beside the detector that it was written from.</summary>
/// <param name="Detector">The detector, on the CPU.</param>
/// <param name="Resize">Size to see images at, where the file leaves it open.</param>
/// <param name="Settings">What the file takes and gives.</param>
internal sealed record ExportCheck(Detector Detector, ResizeConfig Resize, ExportSettings Settings)
{
    /// <summary>How both agree on each image.</summary>
    /// <param name="path">The exported file.</param>
    /// <param name="images">Images that can be decoded.</param>
    public ImmutableArray<ExportAgreement> Run(string path, IReadOnlyList<PixelImage> images)
    {
        using var file = new ExportedDetector(path, Detector.Config);
        return [.. images.Select(image => Of(file, image))];
    }

    private ExportAgreement Of(ExportedDetector file, PixelImage image)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var batch = Batch(image);
        var found = ExportedDetector.Select(
            Detector.call(batch, Option<NoisedTargets>.None).Layers, batch, Detector.Config);
        return ExportAgreement.Of(found[0], file.Detect(batch)[0], ExportAgreement.Bounds(Settings.Graph.HalfWeights));
    }

    // The image, as often as the file wants images at a time. With an input for padding a fixed size is filled up with
    // it; without,
    // the image is stretched.
    private ImageBatch Batch(PixelImage image)
    {
        var size = new ImageSize(image.Height, image.Width);
        var view = Resize.View(size);
        var (height, width) = (Settings.Height ?? view.Height, Settings.Width ?? view.Width);
        if (Settings.Height is not null || Settings.Width is not null)
        {
            var scale = Math.Min(height / (double)image.Height, width / (double)image.Width);
            var (rows, columns) = Settings.Padding
                ? (Math.Max(1, (int)(image.Height * scale)), Math.Max(1, (int)(image.Width * scale)))
                : ((int)height, (int)width);
            view = ImageView.Whole(size, new ImageSize(rows, columns));
        }

        var sample = new Sample(new CocoImage(1, "", image.Width, image.Height), image, view, ColourFactors.None, []);
        var one = BatchAssembly.Of([sample], Detector.Config.Pixels).Images;
        using (one)
        {
            var (below, right) = (height - view.Height, width - view.Width);
            var copies = Settings.Batch ?? 1;
            return new ImageBatch(
                nn.functional.pad(one.Pixels, [0, right, 0, below]).repeat(copies, 1, 1, 1),
                nn.functional.pad(one.Padding, [0, right, 0, below], value: 1).repeat(copies, 1, 1),
                [.. Enumerable.Repeat(one.Sizes[0], (int)copies)]);
        }
    }
}
