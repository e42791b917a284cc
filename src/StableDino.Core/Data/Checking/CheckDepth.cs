namespace StableDino.Data;

/// <summary>How closely image files are looked at.</summary>
public enum CheckDepth
{
    /// <summary>Not at all: annotations only.</summary>
    Annotations,

    /// <summary>Each file's header, and whether it has an end.</summary>
    Headers,

    /// <summary>All of it is decoded.</summary>
    Pixels,
}
