using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using StableDino.Configuration;

namespace StableDino.Data;

/// <summary>
/// Shows an image through a view: separable triangle filter, widened where the image shrinks, so that nothing aliases.
/// </summary>
/// <remarks>
/// <code>shown(x) = Σ_i w((i + ½ − c) / s) · image(i) / Σ_i w(…), c = X0 + (x + ½)·(X1 − X0)/Width, s = max(1, (X1 −
/// X0)/Width), w(t) = max(0, 1 − |t|)</code>
/// along each axis. Source: the resampling of the Python Imaging Library ("bilinear" with reducing), which the
/// reference pipelines use;
/// they round to 8 bits after each axis, this does not: a difference below one grey level.
/// </remarks>
public static class Resampler
{
    /// <summary>Writes the view of an image, normalised, into three planes of a larger buffer.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">What of it, and how large.</param>
    /// <param name="colour">Change of colour, before normalising.</param>
    /// <param name="pixels">Mean and deviation of each channel.</param>
    /// <param name="target">Where to: value (c, y, x) at <c>c·planeStride + y·rowStride + x</c>; what lies beside the
    /// view is not touched.</param>
    /// <param name="rowStride">At least the view's width.</param>
    /// <param name="planeStride">At least the view's height times <paramref name="rowStride"/>.</param>
    public static void Show(
        PixelImage image, ImageView view, ColourFactors colour, PixelNormalization pixels, Span<float> target,
        int rowStride, int planeStride)
    {
        var (columns, rows) = (FilterTaps.Of(view.X0, view.X1, view.Width, image.Width, view.Mirrored),
            FilterTaps.Of(view.Y0, view.Y1, view.Height, image.Height, false));
        var (width, height) = (columns.End - columns.Begin, rows.End - rows.Begin);
        var floats = ArrayPool<float>.Shared.Rent(width * (height + 1));
        try
        {
            var line = floats.AsSpan(width * height, width);
            for (var channel = 0; channel < 3; channel++)
            {
                for (var y = 0; y < height; y++)
                    Widen(image.Plane(channel).Slice((rows.Begin + y) * image.Width + columns.Begin, width),
                        floats.AsSpan(y * width, width));
                for (var y = 0; y < view.Height; y++)
                {
                    Blend(floats, width, rows, y, line);
                    Gather(line, columns, target.Slice(channel * planeStride + y * rowStride, view.Width));
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(floats);
        }
        Finish(image, view, colour, pixels, target, rowStride, planeStride);
    }

    private static void Finish(
        PixelImage image, ImageView view, ColourFactors colour, PixelNormalization pixels, Span<float> target,
        int rowStride, int planeStride)
    {
        var meanGrey = colour == ColourFactors.None ? 0 : ColourFactors.MeanGrey(image);
        for (var y = 0; y < view.Height; y++)
        {
            var red = target.Slice(y * rowStride, view.Width);
            var green = target.Slice(planeStride + y * rowStride, view.Width);
            var blue = target.Slice(2 * planeStride + y * rowStride, view.Width);
            if (colour != ColourFactors.None)
                colour.Apply(red, green, blue, meanGrey);
            Normalise(red, pixels.MeanRed, pixels.DeviationRed);
            Normalise(green, pixels.MeanGreen, pixels.DeviationGreen);
            Normalise(blue, pixels.MeanBlue, pixels.DeviationBlue);
        }
    }

    private static void Normalise(Span<float> values, float mean, float deviation)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = (vectors[i] - new Vector<float>(mean)) / new Vector<float>(deviation);
        for (var i = vectors.Length * Vector<float>.Count; i < values.Length; i++)
            values[i] = (values[i] - mean) / deviation;
    }

    private static void Widen(ReadOnlySpan<byte> bytes, Span<float> floats)
    {
        var i = 0;
        for (; i + Vector<byte>.Count <= bytes.Length; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(bytes[i..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            Vector.ConvertToSingle(Vector.AsVectorInt32(a)).CopyTo(floats[i..]);
            Vector.ConvertToSingle(Vector.AsVectorInt32(b)).CopyTo(floats[(i + Vector<float>.Count)..]);
            Vector.ConvertToSingle(Vector.AsVectorInt32(c)).CopyTo(floats[(i + 2 * Vector<float>.Count)..]);
            Vector.ConvertToSingle(Vector.AsVectorInt32(d)).CopyTo(floats[(i + 3 * Vector<float>.Count)..]);
        }
        for (; i < bytes.Length; i++)
            floats[i] = bytes[i];
    }

    /// <summary>One shown row from the image's rows.</summary>
    private static void Blend(ReadOnlySpan<float> image, int width, FilterTaps rows, int y, Span<float> line)
    {
        var first = rows.Starts[y] - rows.Begin;
        line.Clear();
        var to = MemoryMarshal.Cast<float, Vector<float>>(line);
        for (var tap = 0; tap < rows.Count; tap++)
        {
            var weight = rows.Weights[y * rows.Count + tap];
            if (weight == 0)
                continue;
            var row = image.Slice((first + tap) * width, width);
            var from = MemoryMarshal.Cast<float, Vector<float>>(row);
            for (var i = 0; i < from.Length; i++)
                to[i] += from[i] * weight;
            for (var i = from.Length * Vector<float>.Count; i < width; i++)
                line[i] += row[i] * weight;
        }
    }

    /// <summary>The shown columns of one row.</summary>
    private static void Gather(ReadOnlySpan<float> line, FilterTaps columns, Span<float> shown)
    {
        for (var x = 0; x < shown.Length; x++)
        {
            var values = line.Slice(columns.Starts[x] - columns.Begin, columns.Count);
            var weights = columns.Weights.AsSpan(x * columns.Count, columns.Count);
            var sum = 0f;
            for (var tap = 0; tap < values.Length; tap++)
                sum += weights[tap] * values[tap];
            shown[x] = sum;
        }
    }
}
