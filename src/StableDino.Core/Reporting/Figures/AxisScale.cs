using System.Collections.Immutable;
using System.Globalization;

namespace StableDino.Reporting;

/// <summary>A range of an axis with round numbers to label.</summary>
/// <param name="Low">Value at the start.</param>
/// <param name="High">Value at the end, above <paramref name="Low"/>.</param>
/// <param name="Ticks">Round values within.</param>
/// <param name="Logarithmic">Equal steps are equal factors.</param>
public sealed record AxisScale(double Low, double High, ImmutableArray<double> Ticks, bool Logarithmic = false)
{
    /// <summary>A linear axis that ends on round numbers and holds all values; the finite ones decide.</summary>
    /// <param name="values">What is to be shown.</param>
    /// <param name="steps">About how many steps.</param>
    /// <param name="fromZero">Begin at 0 (values are not negative).</param>
    public static AxisScale Linear(IEnumerable<double> values, int steps = 5, bool fromZero = false)
    {
        var (low, high) = Range(values.Where(double.IsFinite));
        if (fromZero) (low, high) = (0, Math.Max(high, double.Epsilon));
        if (high - low < 1e-12 * Math.Max(1, Math.Abs(high)))
            (low, high) = fromZero ? (0, high > 1e-12 ? high : 1) : (low - 0.5, high + 0.5);
        var step = RoundStep((high - low) / steps);
        var (first, last) = ((long)Math.Floor(low / step + 1e-9), (long)Math.Ceiling(high / step - 1e-9));
        return new(first * step, last * step,
            [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)]);
    }

    /// <summary>A linear axis over exactly the values' range, with round ticks inside: for steps and epochs.</summary>
    public static AxisScale Exact(IEnumerable<double> values, int steps = 6)
    {
        var (low, high) = Range(values.Where(double.IsFinite));
        if (high <= low) (low, high) = (low - 0.5, high + 0.5);
        var round = Linear([low, high], steps);
        return new(low, high,
            [.. round.Ticks.Where(tick => tick >= low - 1e-9 * (high - low) && tick <= high + 1e-9 * (high - low))]);
    }

    /// <summary>A logarithmic axis over the positive values.</summary>
    public static AxisScale Log(IEnumerable<double> values)
    {
        var (low, high) = Range(values.Where(static v => double.IsFinite(v) && v > 0));
        if (low <= 0) (low, high) = (0.1, 1);
        if (high / low < 1.2) (low, high) = (low / 1.5, high * 1.5);
        var (first, last) = ((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high)));
        double[] mantissas = last - first > 3 ? [1] : last - first > 1 ? [1, 2, 5] : [1, 2, 3, 5, 7];
        var ticks = Enumerable.Range(first, last - first + 1)
            .SelectMany(e => mantissas.Select(m => m * Math.Pow(10, e))).ToArray();
        (low, high) = (ticks.Last(t => t <= low * 1.0000001), ticks.First(t => t >= high * 0.9999999));
        return new(low, high, [.. ticks.Where(t => t >= low * 0.9999999 && t <= high * 1.0000001)], Logarithmic: true);
    }

    /// <summary>Where a value lies: 0 at the start, 1 at the end.</summary>
    public double Place(double value) => Logarithmic
        ? Math.Log(Math.Max(value, double.Epsilon) / Low) / Math.Log(High / Low)
        : (value - Low) / (High - Low);

    /// <summary>A tick's text: no more digits than the step needs, thousands as k and millions as M.</summary>
    public string Text(double tick)
    {
        var size = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (Math.Abs(tick) < 1e-9 * size) return "0";
        if (!Logarithmic && size >= 1e6) return Number(tick / 1e6) + "M";
        if (!Logarithmic && size >= 1e4) return Number(tick / 1e3) + "k";
        return Logarithmic && (tick >= 1e5 || tick < 1e-3)
            ? tick.ToString("0e0", CultureInfo.InvariantCulture)
            : Number(tick);
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static (double, double) Range(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return low <= high ? (low, high) : (0, 1);
    }

    private static double RoundStep(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return power
            * (step / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 2.5001 => 2.5, <= 5.0001 => 5, _ => 10 };
    }
}
