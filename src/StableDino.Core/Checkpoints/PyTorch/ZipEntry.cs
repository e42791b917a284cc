namespace StableDino.Checkpoints;

/// <summary>A file in an archive, its place checked against the archive's bytes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Begin">First byte of its local header.</param>
/// <param name="Data">First byte of its data.</param>
/// <param name="Stored">Bytes in the archive.</param>
/// <param name="Length">Bytes once inflated.</param>
/// <param name="Deflated">Whether they are compressed.</param>
internal sealed record ZipEntry(string Name, long Begin, long Data, long Stored, long Length, bool Deflated);
