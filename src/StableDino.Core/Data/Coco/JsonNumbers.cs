namespace StableDino.Data;

/// <summary>
/// Short decimal numbers, of which annotation files are full, read several times as fast as any number.
/// </summary>
internal static class JsonNumbers
{
    private const int MostDigits = 15;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13,
        1e14, 1e15];

    /// <summary>
    /// The number of a text such as <c>-12.375</c>: at most 15 digits and no exponent. Digits and power of ten are then
    /// doubles without rounding,
    /// and one correctly rounded division of the two gives the double nearest to the number (Clinger, PLDI 1990).
    /// </summary>
    /// <returns>False for any other number, which is not read.</returns>
    public static bool TryShort(ReadOnlySpan<byte> text, out double number)
    {
        var (digits, count, fraction, negative) = (0L, 0, -1, text[0] == '-');
        number = 0;
        for (var i = negative ? 1 : 0; i < text.Length; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit <= 9)
            {
                digits = 10 * digits + digit;
                count++;
                if (fraction >= 0) fraction++;
            }
            else if (text[i] == '.') fraction = 0;
            else return false;
        }
        if (count > MostDigits) return false;
        number = fraction > 0 ? digits / Powers[fraction] : digits;
        if (negative) number = -number;
        return true;
    }
}
