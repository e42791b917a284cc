using System.Collections.Immutable;
using System.Runtime.InteropServices;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Data;

/// <summary>Samples as tensors.</summary>
public static class BatchAssembly
{
    /// <summary>Shows each sample, normalises it, and pads all to one size at right and bottom.</summary>
    /// <param name="samples">At least one.</param>
    /// <param name="pixels">Mean and deviation of each channel; padding is 0 after normalising.</param>
    /// <param name="sizeDivisor">The padded sides are multiples of this.</param>
    /// <returns>A batch on the CPU; the caller owns its tensors, whatever dispose scope is open.</returns>
    public static Batch Of(IReadOnlyList<Sample> samples, PixelNormalization pixels, int sizeDivisor = 1)
    {
        var (height, width) = (Padded(samples.Max(sample => sample.View.Height), sizeDivisor),
            Padded(samples.Max(sample => sample.View.Width), sizeDivisor));
        var images = empty(samples.Count, 3, height, width).DetachFromDisposeScope();
        var padding = empty([samples.Count, height, width], ScalarType.Bool).DetachFromDisposeScope();
        for (var i = 0; i < samples.Count; i++)
        {
            var view = samples[i].View;
            var planes = MemoryMarshal.Cast<byte, float>(images.bytes)
                .Slice(i * 3 * height * width, 3 * height * width);
            Resampler.Show(samples[i].Image, view, samples[i].Colour, pixels, planes, width, height * width);
            Pad(planes, view, height, width);
            Mark(padding.bytes.Slice(i * height * width, height * width), view, width);
        }
        return new Batch(
            new ImageBatch(images, padding,
                [.. samples.Select(sample => new ImageSize(sample.View.Height, sample.View.Width))]),
            TargetsOf(samples),
            [.. samples.Select(sample => sample.Source)],
            samples.All(sample => sample.Masks.IsSome)
                ? MasksOf(samples, height, width)
                : LanguageExt.Option<InstanceMasks>.None);
    }

    private static int Padded(int side, int divisor) => (side + divisor - 1) / divisor * divisor;

    private static InstanceMasks MasksOf(IReadOnlyList<Sample> samples, int height, int width)
    {
        var masks = samples.SelectMany(sample => sample.Masks.IfNone([])).ToArray();
        var values = zeros([masks.Length, height, width], ScalarType.Bool).DetachFromDisposeScope();
        for (var i = 0; i < masks.Length; i++)
            Draw(masks[i], values.bytes.Slice(i * height * width, height * width), width);
        return new InstanceMasks(values);
    }

    /// <summary>Sets the pixels inside a mask, whose runs go down its columns, in rows of a larger plane.</summary>
    private static void Draw(Segmentation.RunLengths mask, Span<byte> plane, int rowStride)
    {
        var position = 0;
        for (var run = 0; run < mask.Counts.Length; position += (int)mask.Counts[run], run++)
        {
            if (run % 2 == 0) continue;
            var (column, row) = Math.DivRem(position, mask.Height);
            for (var left = mask.Counts[run]; left > 0; left--)
            {
                plane[row * rowStride + column] = 1;
                if (++row == mask.Height) (column, row) = (column + 1, 0);
            }
        }
    }

    private static void Pad(Span<float> planes, ImageView view, int height, int width)
    {
        for (var row = 0; row < 3 * height; row++)
            planes.Slice(row * width, width)[(row % height < view.Height ? view.Width : 0)..].Clear();
    }

    private static void Mark(Span<byte> padding, ImageView view, int width)
    {
        padding.Fill(1);
        for (var y = 0; y < view.Height; y++)
            padding.Slice(y * width, view.Width).Clear();
    }

    private static Targets TargetsOf(IReadOnlyList<Sample> samples)
    {
        var total = samples.Sum(sample => sample.Objects.Length);
        var (labels, boxes) = (new long[total], new float[4 * total]);
        var n = 0;
        foreach (var (view, objects) in samples.Select(sample => (sample.View, sample.Objects)))
            foreach (var box in objects)
            {
                labels[n] = box.Class;
                boxes[4 * n] = (float)((box.X0 + box.X1) / 2 / view.Width);
                boxes[4 * n + 1] = (float)((box.Y0 + box.Y1) / 2 / view.Height);
                boxes[4 * n + 2] = (float)((box.X1 - box.X0) / view.Width);
                boxes[4 * n + 3] = (float)((box.Y1 - box.Y0) / view.Height);
                n++;
            }
        return new Targets(
            tensor(labels, [total]).DetachFromDisposeScope(),
            tensor(boxes, [total, 4]).DetachFromDisposeScope(),
            [.. samples.Select(sample => sample.Objects.Length)]);
    }
}
