namespace StableDino.Configuration;

/// <summary>The network between backbone and encoder: backbone maps to levels of one width.</summary>
/// <param name="Levels">Levels of the pyramid; at least the number of maps the backbone hands over.</param>
/// <param name="Width">Channels of every level.</param>
/// <param name="Groups">Groups of the normalisation; divides <paramref name="Width"/>.</param>
/// <param name="Form">How a level is made.</param>
public sealed record NeckConfig(
    int Levels = 4, int Width = 256, int Groups = 32, NeckForm Form = NeckForm.ChannelMapper);
