using System.Buffers.Binary;

namespace StableDino.Properties.Data.Checking;

/// <summary>Picture files that no encoder at hand writes, byte by byte; all say 64 × 48.</summary>
public static class PictureFiles
{
    /// <summary>
    /// A JPEG of four inks: 48 blocks of each, every coefficient zero, one bit each for "no difference" and "end of
    /// block".
    /// </summary>
    public static byte[] Cmyk { get; } =
    [
        0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
        0xFF, 0xC0, 0, 20, 8, 0, 48, 0, 64, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
        0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 0, 0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,
        0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0, .. new byte[48], 0xFF, 0xD9,
    ];

    /// <summary>A GIF of two frames, a pixel each.</summary>
    public static byte[] Animated { get; } =
    [
        .. "GIF89a"u8, 64, 0, 48, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
        .. Frame, .. Frame, 0x3B,
    ];

    private static byte[] Frame =>
        [0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0];

    /// <summary>A JPEG with an EXIF block that says how to turn it.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0,
        orientation, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];

    /// <summary>A PNG whose header says another size.</summary>
    public static byte[] WithSize(byte[] png, int width, int height)
    {
        var bytes = (byte[])png.Clone();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc(bytes.AsSpan(12, 17)));
        return bytes;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
