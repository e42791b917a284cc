namespace StableDino.Evaluation;

/// <summary>Orders scores downward and keeps the input order among equals.</summary>
internal static class StableOrder
{
    /// <summary>
    /// Fills <paramref name="order"/> with the indices of <paramref name="scores"/>, highest first; NaN last.
    /// </summary>
    /// <param name="scores">N scores.</param>
    /// <param name="keys">Room for N keys.</param>
    /// <param name="order">Room for N indices.</param>
    public static void Descending(ReadOnlySpan<double> scores, Span<ulong> keys, Span<int> order)
    {
        for (var i = 0; i < scores.Length; i++) (keys[i], order[i]) = (Key(scores[i]), i);
        if (scores.Length < 2) return;
        keys[..scores.Length].Sort(order[..scores.Length]);
        for (int start = 0, end; start < scores.Length; start = end)
        {
            for (end = start + 1; end < scores.Length && keys[end] == keys[start];) end++;
            order[start..end].Sort();
        }
    }

    /// <summary>An integer that rises as the score falls; −0 and 0 have the same.</summary>
    private static ulong Key(double score)
    {
        if (double.IsNaN(score)) return ulong.MaxValue;
        var bits = BitConverter.DoubleToUInt64Bits(score + 0.0);
        return (bits >> 63) != 0 ? bits : ~bits & (ulong.MaxValue >> 1);
    }
}
