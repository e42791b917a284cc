namespace StableDino.Pipeline;

/// <summary>
/// What a detector of masks sees: images padded until every map of the backbone divides the next finer one.
/// </summary>
public static class MaskCanvas
{
    /// <summary>Both sides are multiples of it: the stride of the backbone's last stage.</summary>
    public const int Multiple = 32;

    /// <summary>The side that a side of a batch is padded to.</summary>
    /// <param name="side">In pixels.</param>
    public static long Of(long side) => (side + Multiple - 1) / Multiple * Multiple;
}
