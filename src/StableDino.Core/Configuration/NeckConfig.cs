namespace StableDino.Configuration;

/// <summary>
/// Channel mapper: a 1×1 convolution and group normalisation for each backbone map; further levels by 3×3 convolutions of stride 2,
/// the first of them on the last backbone map.
/// </summary>
/// <param name="Levels">Levels of the pyramid; at least the number of maps the backbone hands over.</param>
/// <param name="Width">Channels of every level.</param>
/// <param name="Groups">Groups of the normalisation; divides <paramref name="Width"/>.</param>
public sealed record NeckConfig(int Levels = 4, int Width = 256, int Groups = 32);
