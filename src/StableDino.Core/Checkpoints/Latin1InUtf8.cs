namespace StableDino.Checkpoints;

/// <summary>Bytes spelled as Latin-1 characters in UTF-8: 0..127 as they are, 128..255 as two bytes.</summary>
internal static class Latin1InUtf8
{
    /// <summary>Bytes that a text spells; −1 when it has other characters.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++, length++)
        {
            if (text[i] < 0x80) continue;
            if (text[i] is not (0xc2 or 0xc3) || ++i >= text.Length || (text[i] & 0xc0) != 0x80) return -1;
        }

        return length;
    }

    /// <summary>Spells out a text that <see cref="Length"/> accepted.</summary>
    public static void Decode(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        for (int i = 0, at = 0; at < bytes.Length; i++, at++)
            bytes[at] = text[i] < 0x80 ? text[i] : (byte)((text[i] << 6) | (text[++i] & 0x3f));
    }
}
