using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Detectors;
using StableDino.Evaluation;

namespace StableDino.Data;

/// <summary>Makes the batches of <see cref="BatchSource"/>; may be asked from many threads.</summary>
internal sealed class SampleMaker(ImageCache cache, Option<TruthMasks> masks = default)
{
    public MadeBatch Training(BatchOrder order, long step, AugmentationConfig augmentation, PixelNormalization pixels)
    {
        var faults = ImmutableArray.CreateBuilder<DataFault>();
        var samples = order.Of(step).Select(chosen =>
        {
            var (index, image) = FirstGood(chosen.Image, faults);
            var record = cache.Data.Images[index];
            var draws = AugmentationDraws.From(order.Random(chosen.Epoch, chosen.Image));
            var view = Augmentation.View(augmentation, new ImageSize(record.Height, record.Width), draws);
            return Shown(index, image, view, Augmentation.Colour(augmentation.Colour, draws), augmentation.SmallestVisibleShare);
        }).ToArray();
        return new MadeBatch(BatchAssembly.Of(samples, pixels), faults.ToImmutable(), IsEnd: false);
    }

    public MadeBatch Evaluation(long step, int batchSize, ResizeConfig resize, PixelNormalization pixels)
    {
        var data = cache.Data;
        var faults = ImmutableArray.CreateBuilder<DataFault>();
        var samples = new List<Sample>(batchSize);
        var first = (int)step * batchSize;
        for (var index = first; index < Math.Min(first + batchSize, data.Images.Length); index++)
        {
            var view = resize.View(new ImageSize(data.Images[index].Height, data.Images[index].Width));
            cache.Get(index).Match(
                image => samples.Add(Shown(index, image, view, ColourFactors.None, 0)),
                faults.Add);
        }
        return new MadeBatch(samples.Count > 0 ? BatchAssembly.Of(samples, pixels) : Option<Batch>.None, faults.ToImmutable(), IsEnd: false);
    }

    /// <summary>The image as the view shows it, with the objects seen in it; of those that have a mask only the ones of which a pixel is seen.</summary>
    private Sample Shown(int index, PixelImage image, ImageView view, ColourFactors colour, double smallestVisibleShare)
    {
        var record = cache.Data.Images[index];
        var objects = view.Seen(cache.Data.Truths[index], smallestVisibleShare, out var places);
        return masks.Match(
            some =>
            {
                var shown = places.Select(place => MaskView.Show(some.OfImages[index][place], new ImageSize(record.Height, record.Width), view)).ToArray();
                var visible = Enumerable.Range(0, shown.Length).Where(i => RunLengthMasks.Area(shown[i]) > 0).ToArray();
                return new Sample(record, image, view, colour, [.. visible.Select(i => objects[i])], visible.Select(i => shown[i]).ToImmutableArray());
            },
            () => new Sample(record, image, view, colour, objects));
    }

    /// <summary>The image, or the next in the file that can be decoded.</summary>
    private (int Index, PixelImage Image) FirstGood(int wanted, ImmutableArray<DataFault>.Builder faults)
    {
        for (var offset = 0; offset < cache.Data.Images.Length; offset++)
        {
            var index = (wanted + offset) % cache.Data.Images.Length;
            switch (cache.Get(index).Case)
            {
                case PixelImage image:
                    return (index, image);
                case DataFault fault:
                    faults.Add(fault);
                    break;
            }
        }
        throw new InvalidDataException($"None of the {cache.Data.Images.Length} images of {cache.Data.AnnotationFile} can be decoded.");
    }
}
