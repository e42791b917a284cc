namespace StableDino.Checkpoints;

/// <summary>How the bytes of a pickled text mean characters.</summary>
internal enum TextCoding
{
    /// <summary>UTF-8, as Python 3 writes it.</summary>
    Utf8,

    /// <summary>One byte a character, as Python 2 wrote its strings.</summary>
    Latin1,
}
