namespace StableDino.Generators.Model;

/// <summary>The image for which shapes and costs are given, as the papers do.</summary>
internal static class CountedImage
{
    public const int Height = 800;
    public const int Width = 1066;
}
