namespace StableDino.Evaluation;

/// <summary>The mean to the last bit as numpy computes it: pairwise sums of chunks of 8192.</summary>
internal static class PairwiseMean
{
    private const int Chunk = 8192, Block = 128, Lanes = 8;

    /// <summary>Sum over count; −1 of nothing.</summary>
    public static double OrMinusOne(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return -1;
        double total = 0;
        for (var at = 0; at < values.Length; at += Chunk)
            total += Sum(values.Slice(at, Math.Min(Chunk, values.Length - at)));
        return total / values.Length;
    }

    private static double Sum(ReadOnlySpan<double> v)
    {
        if (v.Length > Block)
        {
            var half = v.Length / 2;
            half -= half % Lanes;
            return Sum(v[..half]) + Sum(v[half..]);
        }
        double sum = 0;
        var tail = 0;
        if (v.Length >= Lanes)
        {
            var (r0, r1, r2, r3, r4, r5, r6, r7) = (v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
            for (tail = Lanes; tail + Lanes <= v.Length; tail += Lanes)
            {
                r0 += v[tail];
                r1 += v[tail + 1];
                r2 += v[tail + 2];
                r3 += v[tail + 3];
                r4 += v[tail + 4];
                r5 += v[tail + 5];
                r6 += v[tail + 6];
                r7 += v[tail + 7];
            }
            sum = ((r0 + r1) + (r2 + r3)) + ((r4 + r5) + (r6 + r7));
        }
        for (; tail < v.Length; tail++) sum += v[tail];
        return sum;
    }
}
