namespace StableDino.Network;

/// <summary>Sizes of a deformable attention.</summary>
/// <param name="Heads">Attention heads H.</param>
/// <param name="Depth">Channels of a head D.</param>
/// <param name="Points">Points per head and level P.</param>
internal readonly record struct SamplingSizes(int Heads, int Depth, int Points);
