using System.Collections.Immutable;

namespace StableDino.Foundation;

/// <summary>Binary masks as run lengths, the way COCO stores them.</summary>
/// <remarks>
/// A mask is read column by column: pixel (y, x) of an H × W mask is at position x·H + y. Runs alternate, zeros first,
/// so the
/// first run may be 0. Results are canonical: no other run is 0. Inputs need not be, and may stop short of H·W (the
/// rest is zero).
/// </remarks>
public static class RunLengthMasks
{
    /// <summary>The runs of a mask given pixel by pixel.</summary>
    /// <param name="pixels">H·W values, column by column; non-zero is inside.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">The length is not H·W.</exception>
    public static Segmentation.RunLengths Encode(ReadOnlySpan<byte> pixels, int height, int width)
    {
        if (pixels.Length != (long)height * width)
            throw new ArgumentException($"{pixels.Length} pixels for a {height} × {width} mask.", nameof(pixels));
        var counts = ImmutableArray.CreateBuilder<uint>();
        for (int at = 0, length; at < pixels.Length || counts.Count == 0; at += length)
        {
            var rest = pixels[at..];
            length = counts.Count % 2 == 0 ? rest.IndexOfAnyExcept((byte)0) : rest.IndexOf((byte)0);
            if (length < 0) length = rest.Length;
            counts.Add((uint)length);
        }
        return new(height, width, counts.ToImmutable());
    }

    /// <summary>The pixels of a mask, column by column: 1 inside, 0 outside.</summary>
    /// <param name="mask">Any runs of at most H·W pixels in all; longer ones are cut.</param>
    /// <returns>H·W bytes.</returns>
    public static byte[] Decode(Segmentation.RunLengths mask)
    {
        var pixels = new byte[(long)mask.Height * mask.Width];
        long position = 0;
        for (var i = 0; i < mask.Counts.Length && position < pixels.Length; position += mask.Counts[i], i++)
        {
            if (i % 2 == 1)
                pixels.AsSpan((int)position, (int)Math.Min(mask.Counts[i], pixels.Length - position)).Fill(1);
        }
        return pixels;
    }

    /// <summary>Pixels inside.</summary>
    public static long Area(Segmentation.RunLengths mask)
    {
        long area = 0;
        for (var i = 1; i < mask.Counts.Length; i += 2) area += mask.Counts[i];
        return area;
    }

    /// <summary>The smallest box around the pixels inside: x, y, width, height; all zero for an empty mask.</summary>
    public static (double X, double Y, double Width, double Height) TightBox(Segmentation.RunLengths mask)
    {
        long left = long.MaxValue, top = long.MaxValue, right = -1, bottom = -1, start = 0;
        for (var i = 0; i < mask.Counts.Length; start += mask.Counts[i], i++)
        {
            if (i % 2 == 0 || mask.Counts[i] == 0) continue;
            var (firstColumn, firstRow) = Math.DivRem(start, mask.Height);
            var (lastColumn, lastRow) = Math.DivRem(start + mask.Counts[i] - 1, mask.Height);
            if (firstColumn < lastColumn) (firstRow, lastRow) = (0, mask.Height - 1);
            (left, right) = (Math.Min(left, firstColumn), Math.Max(right, lastColumn));
            (top, bottom) = (Math.Min(top, firstRow), Math.Max(bottom, lastRow));
        }
        return right < 0 ? (0, 0, 0, 0) : (left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>
    /// Pixels inside any of the masks. One mask alone is returned unchanged; none gives an empty 0 × 0 mask.
    /// </summary>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public static Segmentation.RunLengths Union(IReadOnlyList<Segmentation.RunLengths> masks) =>
        Merge(masks, static (a, b) => a || b);

    /// <summary>
    /// Pixels inside all of the masks. One mask alone is returned unchanged; none gives an empty 0 × 0 mask.
    /// </summary>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public static Segmentation.RunLengths Intersection(IReadOnlyList<Segmentation.RunLengths> masks) =>
        Merge(masks, static (a, b) => a && b);

    /// <summary>Pixels inside both masks, which have the same height.</summary>
    public static long SharedPixels(Segmentation.RunLengths first, Segmentation.RunLengths second)
    {
        var a = first.Counts.AsSpan();
        var b = second.Counts.AsSpan();
        long shared = 0, startA = 0, startB = 0;
        for (int i = 0, j = 0; i + 1 < a.Length && j + 1 < b.Length;)
        {
            var (onA, onB) = (startA + a[i], startB + b[j]);
            var (endA, endB) = (onA + a[i + 1], onB + b[j + 1]);
            shared += Math.Max(0, Math.Min(endA, endB) - Math.Max(onA, onB));
            if (endA <= endB) (i, startA) = (i + 2, endA);
            else (j, startB) = (j + 2, endB);
        }
        return shared;
    }

    /// <summary>Any segmentation as runs. The parts of a polygon list are drawn one by one and united.</summary>
    /// <param name="segmentation">Polygons, runs or their text.</param>
    /// <param name="height">Rows of the image: the size that polygons are drawn at.</param>
    /// <param name="width">Columns of the image.</param>
    /// <exception cref="FormatException">The compressed text is damaged; <see cref="RunLengthText.Read"/> reports it as
    /// a
    /// value.</exception>
    public static Segmentation.RunLengths Of(Segmentation segmentation, int height, int width) => segmentation switch
    {
        Segmentation.RunLengths runs => runs,
        Segmentation.CompressedRunLengths text =>
            RunLengthText.Read(text).Match(runs => runs, fault => throw new FormatException(fault)),
        Segmentation.Polygons { Rings.Length: 0 } => new(height, width, [(uint)(height * width)]),
        Segmentation.Polygons polygons =>
            Union([.. polygons.Rings.Select(ring => PolygonRaster.Fill(ring.AsSpan(), height, width))]),
        _ => throw new ArgumentOutOfRangeException(nameof(segmentation)),
    };

    private static Segmentation.RunLengths Merge(
        IReadOnlyList<Segmentation.RunLengths> masks, Func<bool, bool, bool> combine)
    {
        if (masks.Count == 0) return new(0, 0, [0]);
        // Neighbours first: each run is copied once a level, not once for every mask after it.
        var level = masks.ToArray();
        while (level.Length > 1)
            level = [.. level.Chunk(2).Select(pair => pair is [var a, var b] ? Merge(a, b, combine) : pair[0])];
        return level[0];
    }

    private static Segmentation.RunLengths Merge(
        Segmentation.RunLengths a, Segmentation.RunLengths b, Func<bool, bool, bool> combine)
    {
        if ((a.Height, a.Width) != (b.Height, b.Width))
        {
            throw new ArgumentException(
                $"A {a.Height} × {a.Width} mask cannot be merged with a {b.Height} × {b.Width} one.");
        }
        var runs = new RunBuilder();
        long total = (long)a.Height * a.Width, position = 0;
        var (left, right) = (new RunReader(a.Counts, total), new RunReader(b.Counts, total));
        while (position < total)
        {
            var end = Math.Min(left.End, right.End);
            runs.Add(end - position, combine(left.Inside, right.Inside));
            position = end;
            left.SkipTo(position);
            right.SkipTo(position);
        }
        return new(a.Height, a.Width, runs.ToCounts());
    }

    /// <summary>Where a walk over runs stands: the present run's value and its end.</summary>
    private struct RunReader(ImmutableArray<uint> counts, long total)
    {
        private int _run = 0;

        public long End { get; private set; } = counts.Length == 0 ? total : Math.Min(counts[0], total);

        public readonly bool Inside => _run % 2 == 1;

        public void SkipTo(long position)
        {
            while (End <= position && End < total)
            {
                _run++;
                if (_run < counts.Length) End = Math.Min(End + counts[_run], total);
                else (_run, End) = (_run + (_run % 2), total);
            }
        }
    }

    /// <summary>Collects stretches of one value into canonical runs.</summary>
    private sealed class RunBuilder
    {
        private readonly ImmutableArray<uint>.Builder _counts = ImmutableArray.CreateBuilder<uint>();
        private long _length;
        private bool _inside;

        public void Add(long length, bool inside)
        {
            if (length == 0) return;
            if (inside != _inside)
            {
                _counts.Add((uint)_length);
                (_length, _inside) = (0, inside);
            }
            _length += length;
        }

        public ImmutableArray<uint> ToCounts()
        {
            _counts.Add((uint)_length);
            return _counts.ToImmutable();
        }
    }
}
