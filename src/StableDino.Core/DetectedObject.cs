using System.Globalization;

namespace StableDino;

/// <summary>One object that was found in an image.</summary>
/// <param name="Label">Name of its class.</param>
/// <param name="Score">How sure the detector is, from 0 to 1.</param>
/// <param name="Box">Where it is.</param>
/// <param name="Mask">Its pixels, where the detector predicts them.</param>
public sealed record DetectedObject(string Label, float Score, PixelBox Box, ObjectMask? Mask = null)
{
    /// <summary>Such as <c>cat 87 % at 12,30 118×64</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Label} {100 * Score:F0} % at {Box}");
}
