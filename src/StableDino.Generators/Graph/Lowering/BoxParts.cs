namespace StableDino.Generators.Graph;

/// <summary>What is known of the predictor of boxes before there is one.</summary>
internal static class BoxParts
{
    /// <summary>Multiply–adds of one box.</summary>
    public static long Cost(long width) => (2 * width * width) + (4 * width);
}
