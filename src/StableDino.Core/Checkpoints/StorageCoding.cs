namespace StableDino.Checkpoints;

/// <summary>How a storage's bytes lie in a file.</summary>
public enum StorageCoding
{
    /// <summary>As they are, little-endian.</summary>
    Plain,

    /// <summary>Compressed by deflate.</summary>
    Deflated,

    /// <summary>Each byte a Latin-1 character, spelled in UTF-8: one or two bytes (pickle protocol 2).</summary>
    Latin1InUtf8,
}
