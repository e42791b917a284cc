using StableDino.Generators.Parsing;

namespace StableDino.Generators.Checking;

/// <summary>Whole divisors, for messages.</summary>
internal static class Divisors
{
    /// <summary>The divisor of <paramref name="number"/> nearest to <paramref name="wanted"/>; the smaller of two equally near.</summary>
    public static int Nearest(int number, int wanted)
    {
        var best = 1;
        for (var d = 1; (long)d * d <= number; d++)
        {
            if (number % d == 0)
                best = Closer(wanted, Closer(wanted, best, d), number / d);
        }
        return best;
    }

    private static int Closer(int wanted, int a, int b)
    {
        var (da, db) = (Math.Abs((long)a - wanted), Math.Abs((long)b - wanted));
        return da < db || (da == db && a < b) ? a : b;
    }
}
