using System.Collections.Concurrent;
using LanguageExt;
using StableDino.Detectors;

namespace StableDino.Data;

/// <summary>Decoded images of a data set, kept up to a limit of memory: what comes first stays, the rest is decoded each time.</summary>
/// <param name="data">The data set.</param>
/// <param name="limit">Bytes of pixels to keep at most; 0 keeps none.</param>
public sealed class ImageCache(CocoDataset data, long limit = ImageCache.DefaultLimit)
{
    /// <summary>1 GiB.</summary>
    public const long DefaultLimit = 1L << 30;

    private readonly ConcurrentDictionary<int, PixelImage> _kept = new();
    private long _bytes;

    /// <summary>The data set it belongs to.</summary>
    public CocoDataset Data => data;

    /// <summary>The pixels of image number <paramref name="index"/>, or what is wrong with its file. May be asked from many threads.</summary>
    public Either<DataFault, PixelImage> Get(int index)
    {
        if (_kept.TryGetValue(index, out var kept))
            return kept;
        var record = data.Images[index];
        return ImageFile.Decode(data.PathOf(record), new ImageSize(record.Height, record.Width))
            .Bind(image => image.Width == record.Width && image.Height == record.Height
                ? Either<DataFault, PixelImage>.Right(Keep(index, image))
                : new DataFault($"The file has {image.Width} × {image.Height} pixels now, its entry says {record.Width} × {record.Height}.",
                    data.PathOf(record), $"image {record.Id}", "It was changed since it was checked: put the right file there."));
    }

    private PixelImage Keep(int index, PixelImage image)
    {
        if (Interlocked.Read(ref _bytes) + image.Planes.Length <= limit && _kept.TryAdd(index, image))
            Interlocked.Add(ref _bytes, image.Planes.Length);
        return image;
    }
}
