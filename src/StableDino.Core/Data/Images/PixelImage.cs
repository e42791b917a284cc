namespace StableDino.Data;

/// <summary>A decoded image: RGB, 8 bits, one plane after the other.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Planes">3 × Height × Width bytes: all of red, then green, then blue, each row by row.</param>
public sealed record PixelImage(int Width, int Height, byte[] Planes)
{
    /// <summary>One channel: 0 red, 1 green, 2 blue.</summary>
    public ReadOnlySpan<byte> Plane(int channel) => Planes.AsSpan(channel * Width * Height, Width * Height);
}
