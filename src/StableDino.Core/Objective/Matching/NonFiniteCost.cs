namespace StableDino.Objective;

/// <summary>A matching cost is NaN or infinite, because a prediction or a target is.</summary>
/// <param name="Layer">Layer within what was matched.</param>
/// <param name="Image">Image in the batch.</param>
/// <param name="Target">Target within the image.</param>
/// <param name="Query">First query concerned.</param>
public sealed record NonFiniteCost(int Layer, int Image, int Target, int Query)
{
    /// <summary>One line for people.</summary>
    public string Message =>
        $"The matching cost of layer {Layer}, image {Image}, target {Target}, query {Query} is not finite: look at "
        + "that layer's predictions.";
}
