using System.Buffers;
using LanguageExt;
using SkiaSharp;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>Image files as pixels: JPEG, PNG, WebP, BMP, GIF and what else Skia reads.</summary>
/// <remarks>
/// Colour profiles are not applied and transparency is dropped, as the reference data pipelines do. A file's EXIF
/// orientation is
/// applied, because people annotate what viewers show, unless the annotations' size fits only the pixels as they are
/// stored.
/// </remarks>
public static class ImageFile
{
    /// <summary>Images of more pixels are refused: their size is believed to be an error, or an attack.</summary>
    internal const long LargestPixelCount = 1L << 27;

    /// <summary>
    /// Images of more pixels are verified one at a time, so that many of them do not fill the memory together.
    /// </summary>
    private const long ManyPixels = 1L << 24;

    private static readonly Lock OneAtATime = new();

    /// <summary>
    /// Size of the image, its orientation applied as <see cref="Decode"/> would; reads the file's header alone.
    /// </summary>
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
        Open(
            path, codec => Pixels(codec, path).Map(image => ImageOrientation.Upright(image, Origin(codec, annotated))));

    /// <summary>As <see cref="Decode"/>, of a file that is in memory.</summary>
    /// <param name="file">Its bytes.</param>
    public static Either<DataFault, PixelImage> FromBytes(ReadOnlyMemory<byte> file)
    {
        const string name = "image";
        if (file.IsEmpty)
            return new DataFault(DataFaultKind.ImageUndecodable, "The image file is empty.", name, "",
                "Give a whole JPEG or PNG file.");
        using var data = SKData.CreateCopy(file.Span);
        using var codec = SKCodec.Create(new SKMemoryStream(data), out var result);
        return Checked(codec, result, name, read =>
            Pixels(read, name).Map(image => ImageOrientation.Upright(image, read.EncodedOrigin)));
    }

    /// <summary>The pixels of a bitmap, without its transparency.</summary>
    /// <param name="bitmap">Of any colour type; borrowed.</param>
    public static unsafe Either<DataFault, PixelImage> FromBitmap(SKBitmap bitmap)
    {
        var (width, height) = (bitmap.Width, bitmap.Height);
        if (bitmap.IsEmpty || !bitmap.ReadyToDraw || (long)width * height > LargestPixelCount)
            return new DataFault(DataFaultKind.ImageUndecodable, $"The bitmap has {width} × {height} pixels.", "bitmap",
                "", $"Give one with 1 to {LargestPixelCount} pixels.");
        var rented = ArrayPool<byte>.Shared.Rent(4 * width * height);
        try
        {
            var wanted = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            using var pixels = bitmap.PeekPixels();
            fixed (byte* rgba = rented)
                if (!pixels.ReadPixels(wanted, (nint)rgba, wanted.RowBytes))
                    return new DataFault(DataFaultKind.ImageUndecodable,
                        $"Pixels of type {bitmap.ColorType} cannot be read.", "bitmap", "", "Copy it to Rgba8888.");
            return new PixelImage(width, height, Planes(rented, width * height));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>What the file's header holds.</summary>
    internal static Either<DataFault, ImageTraits> Traits(string path, Option<ImageSize> annotated) =>
        Open(path, codec =>
        {
            using var file = File.OpenRead(path);
            var colour = JpegFrame.Components(file) switch
            {
                4 => ImageColour.Cmyk,
                1 => ImageColour.Grey,
                _ => codec.Info.ColorType == SKColorType.Gray8 ? ImageColour.Grey : ImageColour.Rgb,
            };
            var size = Turned(codec, annotated)
                ? new ImageSize(codec.Info.Width, codec.Info.Height)
                : new ImageSize(codec.Info.Height, codec.Info.Width);
            var format = codec.EncodedFormat.ToString().ToLowerInvariant();
            return Either<DataFault, ImageTraits>.Right(new(
                size, codec.EncodedOrigin is not (SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default), colour,
                codec.Info.AlphaType != SKAlphaType.Opaque,
                Math.Max(1, codec.FrameCount), format == "jpeg" ? "jpg" : format));
        });

    /// <summary>Decodes all of a file and keeps nothing; what is wrong with it, if anything is.</summary>
    internal static Option<DataFault> Verify(string path) => Open(path, codec =>
    {
        if ((long)codec.Info.Width * codec.Info.Height <= ManyPixels) return VerifyRows(codec, path);
        lock (OneAtATime) return VerifyRows(codec, path);
    }).Match(_ => Option<DataFault>.None, fault => fault);

    private static unsafe Either<DataFault, LanguageExt.Unit> VerifyRows(SKCodec codec, string path)
    {
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if (codec.StartScanlineDecode(info) != SKCodecResult.Success)
            return Pixels(codec, path).Map(_ => LanguageExt.Unit.Default);
        const int rows = 16;
        var rented = ArrayPool<byte>.Shared.Rent(rows * info.RowBytes);
        try
        {
            fixed (byte* pixels = rented)
                for (var y = 0; y < info.Height; y += rows)
                {
                    var wanted = Math.Min(rows, info.Height - y);
                    if (codec.GetScanlines((nint)pixels, wanted, info.RowBytes) < wanted)
                        return Undecoded(SKCodecResult.IncompleteInput, path);
                }
            return LanguageExt.Unit.Default;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static DataFault Undecoded(SKCodecResult result, string path) => new(
        result == SKCodecResult.IncompleteInput ? DataFaultKind.ImageCutShort : DataFaultKind.ImageUndecodable,
        result == SKCodecResult.IncompleteInput
            ? "The image file ends early."
            : $"The image cannot be decoded ({result}).", path, "", "Fetch or write it again.");

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
                return new DataFault(DataFaultKind.ImageMissing, "The image file does not exist.", path, "",
                    "Put it there, or remove the image and its annotations.");
            using var codec = SKCodec.Create(path, out var result);
            return Checked(codec, result, path, read);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new DataFault(DataFaultKind.FileUnreadable, $"The image file cannot be read: {problem.Message}",
                path, "", "Check its permissions.");
        }
    }

    private static Either<DataFault, T> Checked<T>(
        SKCodec? codec, SKCodecResult result, string path, Func<SKCodec, Either<DataFault, T>> read) =>
        codec is null
            ? new DataFault(DataFaultKind.ImageUndecodable, $"The file is no image that can be read ({result}).",
                path, "", "Fetch or write it again, as JPEG or PNG.")
            : (long)codec.Info.Width * codec.Info.Height > LargestPixelCount
                ? new DataFault(DataFaultKind.ImageTooLarge,
                    $"The image has {codec.Info.Width} × {codec.Info.Height} pixels.", path, "",
                    $"At most {LargestPixelCount} pixels are read: make it smaller.")
                : read(codec);

    private static unsafe Either<DataFault, PixelImage> Pixels(SKCodec codec, string path)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        var rented = ArrayPool<byte>.Shared.Rent(4 * width * height);
        try
        {
            fixed (byte* pixels = rented)
            {
                var result = codec.GetPixels(
                    new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)pixels);
                return result == SKCodecResult.Success
                    ? new PixelImage(width, height, Planes(rented, width * height))
                    : Undecoded(result, path);
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

    private static bool Turned(SKCodec codec, Option<ImageSize> annotated) =>
        ImageOrientation.SwapsSides(Origin(codec, annotated));

    private static SKEncodedOrigin Origin(SKCodec codec, Option<ImageSize> annotated)
    {
        var stored = new ImageSize(codec.Info.Height, codec.Info.Width);
        return ImageOrientation.SwapsSides(codec.EncodedOrigin) && annotated == stored && stored.Width != stored.Height
            ? SKEncodedOrigin.TopLeft
            : codec.EncodedOrigin;
    }
}
