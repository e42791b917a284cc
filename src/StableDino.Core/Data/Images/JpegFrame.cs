using System.Buffers.Binary;

namespace StableDino.Data;

/// <summary>The frame header of a JPEG file.</summary>
internal static class JpegFrame
{
    private const int MostSegments = 4096;

    /// <summary>Components of each pixel: 1 grey, 3 colour, 4 CMYK; 0 where there is no JPEG frame.</summary>
    public static int Components(Stream jpeg)
    {
        Span<byte> head = stackalloc byte[10];
        if (jpeg.ReadAtLeast(head[..2], 2, throwOnEndOfStream: false) < 2 || head[0] != 0xFF || head[1] != 0xD8)
            return 0;
        for (var segment = 0; segment < MostSegments && jpeg.ReadAtLeast(head[..4], 4, throwOnEndOfStream: false) == 4
            && head[0] == 0xFF; segment++)
        {
            var (marker, length) = (head[1], BinaryPrimitives.ReadUInt16BigEndian(head[2..]));
            var isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
            if (isFrame) return jpeg.ReadAtLeast(head[..6], 6, throwOnEndOfStream: false) == 6 ? head[5] : 0;
            if (marker is 0xDA or 0xD9 || length < 2) return 0;
            jpeg.Seek(length - 2, SeekOrigin.Current);
        }
        return 0;
    }
}
