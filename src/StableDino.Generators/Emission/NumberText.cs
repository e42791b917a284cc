using System.Globalization;

namespace StableDino.Generators.Emission;

/// <summary>Numbers as text, whatever the culture.</summary>
internal static class NumberText
{
    /// <summary>With a comma every three digits.</summary>
    public static string Thousands(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>With four decimals.</summary>
    public static string Decimals(double number) => number.ToString("0.0000", CultureInfo.InvariantCulture);
}
