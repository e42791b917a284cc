using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Makes the batches of <see cref="BatchSource"/>; may be asked from many threads.</summary>
internal sealed class SampleMaker(CocoDataset data, Option<TargetMasks> masks = default)
{
    public MadeBatch Training(
        BatchOrder order, long step, AugmentationConfig augmentation, PixelNormalization pixels, int sizeDivisor)
    {
        var faults = ImmutableArray.CreateBuilder<DataFault>();
        var samples = order.Of(step).Select(chosen =>
        {
            var (index, image) = FirstGood(chosen.Image, faults);
            var record = data.Images[index];
            var draws = AugmentationDraws.From(order.Random(chosen.Epoch, chosen.Image));
            var view = Augmentation.View(augmentation, new ImageSize(record.Height, record.Width), draws);
            return Shown(index, image, view, Augmentation.Colour(augmentation.Colour, draws),
                augmentation.SmallestVisibleShare);
        }).ToArray();
        return new MadeBatch(BatchAssembly.Of(samples, pixels, sizeDivisor), faults.ToImmutable(), IsEnd: false);
    }

    public MadeBatch Evaluation(long step, int batchSize, ResizeConfig resize, PixelNormalization pixels)
    {
        var faults = ImmutableArray.CreateBuilder<DataFault>();
        var samples = new List<Sample>(batchSize);
        var first = (int)step * batchSize;
        for (var index = first; index < Math.Min(first + batchSize, data.Images.Length); index++)
        {
            var view = resize.View(new ImageSize(data.Images[index].Height, data.Images[index].Width));
            Decode(index).Match(
                image => samples.Add(Shown(index, image, view, ColourFactors.None, 0)),
                faults.Add);
        }
        return new MadeBatch(samples.Count > 0 ? BatchAssembly.Of(samples, pixels) : Option<Batch>.None,
            faults.ToImmutable(), IsEnd: false);
    }

    /// <summary>
    /// The image as the view shows it, with the objects seen in it; of those that have a mask only the ones of which a
    /// pixel is seen.
    /// </summary>
    private Sample Shown(int index, PixelImage image, ImageView view, ColourFactors colour, double smallestVisibleShare)
    {
        var record = data.Images[index];
        var objects = view.Seen(data.Targets[index], smallestVisibleShare, out var places);
        return masks.Match(
            some =>
            {
                var shown =
                    places.Select(place =>
                        MaskView.Show(some.OfImages[index][place], new ImageSize(record.Height, record.Width), view))
                        .ToArray();
                var visible = Enumerable.Range(0, shown.Length).Where(i => RunLengthMasks.Area(shown[i]) > 0).ToArray();
                return new Sample(record, image, view, colour, [.. visible.Select(i => objects[i])],
                    visible.Select(i => shown[i]).ToImmutableArray());
            },
            () => new Sample(record, image, view, colour, objects));
    }

    /// <summary>The pixels of an image, or what is wrong with its file.</summary>
    public Either<DataFault, PixelImage> Decode(int index)
    {
        var record = data.Images[index];
        return ImageFile.Decode(data.PathOf(record), new ImageSize(record.Height, record.Width))
            .Bind(image => image.Width == record.Width && image.Height == record.Height
                ? Either<DataFault, PixelImage>.Right(image)
                : new DataFault(
                    $"The file has {image.Width} × {image.Height} pixels now, its entry says {record.Width} × "
                    + $"{record.Height}.",
                    data.PathOf(record), $"image {record.Id}",
                    "It was changed since it was checked: put the right file there."));
    }

    /// <summary>The image, or the next in the file that can be decoded.</summary>
    private (int Index, PixelImage Image) FirstGood(int wanted, ImmutableArray<DataFault>.Builder faults)
    {
        for (var offset = 0; offset < data.Images.Length; offset++)
        {
            var index = (wanted + offset) % data.Images.Length;
            switch (Decode(index).Case)
            {
                case PixelImage image:
                    return (index, image);
                case DataFault fault:
                    faults.Add(fault);
                    break;
            }
        }
        throw new InvalidDataException(
            $"None of the {data.Images.Length} images of {data.AnnotationFile} can be decoded.");
    }
}
