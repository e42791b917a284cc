namespace StableDino.Data;

/// <summary>Along one axis: which pixels make each shown one, and with what weights.</summary>
/// <param name="Count">Pixels for each shown one.</param>
/// <param name="Starts">First of them, for each shown one.</param>
/// <param name="Weights">Count weights for each shown one; they sum to 1.</param>
/// <param name="Begin">First pixel used at all.</param>
/// <param name="End">One past the last.</param>
internal readonly record struct FilterTaps(int Count, int[] Starts, float[] Weights, int Begin, int End)
{
    /// <summary>The triangle filter of <see cref="Resampler"/>.</summary>
    /// <param name="from">Edge of the window, pixels.</param>
    /// <param name="to">Its other edge.</param>
    /// <param name="shown">Pixels it is shown in.</param>
    /// <param name="size">Pixels of the image.</param>
    /// <param name="mirrored">Whether the last comes first.</param>
    public static FilterTaps Of(double from, double to, int shown, int size, bool mirrored)
    {
        var scale = (to - from) / shown;
        var support = Math.Max(scale, 1);
        var count = Math.Min(size, (int)Math.Ceiling(support) * 2 + 1);
        var (starts, weights) = (new int[shown], new float[shown * count]);
        Span<double> exact = count <= 256 ? stackalloc double[count] : new double[count];
        for (var i = 0; i < shown; i++)
        {
            var centre = from + (i + 0.5) * scale;
            var start = Math.Clamp((int)Math.Floor(centre - support + 0.5), 0, size - count);
            var sum = 0.0;
            for (var tap = 0; tap < count; tap++)
                sum += exact[tap] = Math.Max(0, 1 - Math.Abs((start + tap + 0.5 - centre) / support));
            var at = mirrored ? shown - 1 - i : i;
            starts[at] = start;
            for (var tap = 0; tap < count; tap++)
                weights[at * count + tap] = (float)(exact[tap] / sum);
        }
        return new(count, starts, weights, starts.Min(), starts.Max() + count);
    }
}
