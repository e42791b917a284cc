using System.Buffers;
using LanguageExt;
using SkiaSharp;
using StableDino.Detectors;

namespace StableDino.Data;

/// <summary>Image files as pixels: JPEG, PNG, WebP, BMP, GIF and what else Skia reads.</summary>
/// <remarks>
/// Colour profiles are not applied and transparency is dropped, as the reference data pipelines do. A file's EXIF orientation is
/// applied, because people annotate what viewers show, unless the annotations' size fits only the pixels as they are stored.
/// </remarks>
public static class ImageFile
{
    private const long LargestPixelCount = 1L << 27;

    /// <summary>Size of the image, its orientation applied as <see cref="Decode"/> would; reads the file's header alone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="annotated">Size that the annotations say, if any.</param>
    public static Either<DataFault, ImageSize> Size(string path, Option<ImageSize> annotated) =>
        Open(path, codec => Turned(codec, annotated)
            ? Either<DataFault, ImageSize>.Right(new(codec.Info.Width, codec.Info.Height))
            : Either<DataFault, ImageSize>.Right(new(codec.Info.Height, codec.Info.Width)));

    /// <summary>The pixels, or what is wrong with the file: a file that ends early is wrong.</summary>
    /// <param name="path">The file.</param>
    /// <param name="annotated">Size that the annotations say, if any: decides what the orientation refers to.</param>
    public static Either<DataFault, PixelImage> Decode(string path, Option<ImageSize> annotated) =>
        Open(path, codec => Pixels(codec, path).Map(image => ImageOrientation.Upright(image, Origin(codec, annotated))));

    /// <summary>Whether a JPEG or PNG lacks its end marker near the end of the file: cheap, and a hint only.</summary>
    internal static bool LooksCutShort(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        Span<byte> tail = stackalloc byte[256];
        var jpeg = file.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.StartsWith<byte>([0xFF, 0xD8]);
        var png = head.SequenceEqual<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']);
        file.Seek(-Math.Min(tail.Length, file.Length), SeekOrigin.End);
        tail = tail[..file.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false)];
        return (jpeg && tail.LastIndexOf<byte>([0xFF, 0xD9]) < 0) || (png && tail.LastIndexOf("IEND"u8) < 0);
    }

    private static Either<DataFault, T> Open<T>(string path, Func<SKCodec, Either<DataFault, T>> read)
    {
        try
        {
            if (!File.Exists(path))
                return new DataFault("The image file does not exist.", path, "", "Put it there, or remove the image and its annotations.");
            using var codec = SKCodec.Create(path, out var result);
            return codec is null
                ? new DataFault($"The file is no image that can be read ({result}).", path, "", "Fetch or write it again, as JPEG or PNG.")
                : (long)codec.Info.Width * codec.Info.Height > LargestPixelCount
                    ? new DataFault($"The image has {codec.Info.Width} × {codec.Info.Height} pixels.", path, "", $"At most {LargestPixelCount} pixels are read: make it smaller.")
                    : read(codec);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new DataFault($"The image file cannot be read: {problem.Message}", path, "", "Check its permissions.");
        }
    }

    private static unsafe Either<DataFault, PixelImage> Pixels(SKCodec codec, string path)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var rented = ArrayPool<byte>.Shared.Rent(4 * width * height);
        try
        {
            fixed (byte* pixels = rented)
            {
                var result = codec.GetPixels(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)pixels);
                return result == SKCodecResult.Success
                    ? new PixelImage(width, height, Planes(rented, width * height))
                    : new DataFault(
                        result == SKCodecResult.IncompleteInput ? "The image file ends early." : $"The image cannot be decoded ({result}).",
                        path, "", "Fetch or write it again.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static byte[] Planes(ReadOnlySpan<byte> rgba, int count)
    {
        var planes = GC.AllocateUninitializedArray<byte>(3 * count);
        var red = planes.AsSpan(0, count);
        var green = planes.AsSpan(count, count);
        var blue = planes.AsSpan(2 * count, count);
        for (var i = 0; i < count; i++)
        {
            red[i] = rgba[4 * i];
            green[i] = rgba[4 * i + 1];
            blue[i] = rgba[4 * i + 2];
        }
        return planes;
    }

    private static bool Turned(SKCodec codec, Option<ImageSize> annotated) => ImageOrientation.SwapsSides(Origin(codec, annotated));

    private static SKEncodedOrigin Origin(SKCodec codec, Option<ImageSize> annotated)
    {
        var stored = new ImageSize(codec.Info.Height, codec.Info.Width);
        return ImageOrientation.SwapsSides(codec.EncodedOrigin) && annotated == stored && stored.Width != stored.Height
            ? SKEncodedOrigin.TopLeft
            : codec.EncodedOrigin;
    }
}
