namespace StableDino.Foundation;

/// <summary>Random numbers without a state: the n-th number of a stream is a pure function of its key and n.</summary>
/// <remarks>
/// <code>bits(n) = mix(key + n·γ), γ = 0x9E3779B97F4A7C15</code>
/// with the finaliser of SplitMix64: Steele, Lea and Flood, OOPSLA 2014. A run that resumes at step k asks for the
/// numbers of step k
/// and gets them, with nothing to restore.
/// </remarks>
/// <param name="Key">Names the stream.</param>
public readonly record struct CounterRandom(ulong Key)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>The stream of a seed.</summary>
    public static CounterRandom Of(long seed) => new(Mix((ulong)seed + Gamma));

    /// <summary>A stream of its own for each label, independent of this one and of those of other labels.</summary>
    public CounterRandom Fork(long label) => new(Mix(Mix(Key ^ 0xD1B54A32D192ED03) + (ulong)label * Gamma));

    /// <summary>64 random bits.</summary>
    public ulong Bits(long n) => Mix(Key + ((ulong)n + 1) * Gamma);

    /// <summary>A number in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double Uniform(long n) => (Bits(n) >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer in [0, bound); the bias is below bound / 2⁶⁴.</summary>
    public int Below(long n, int bound) => (int)Math.BigMul(Bits(n), (ulong)bound, out _);

    /// <summary>The integers 0..count−1 in random order (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            var j = Below(i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
