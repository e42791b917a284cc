using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Checkpoints;

/// <summary>
/// A tensor as a view of a storage: element (i, j, …) lies at Offset + i·Strides[0] + j·Strides[1] + ….
/// </summary>
/// <param name="Storage">What it views.</param>
/// <param name="Offset">Its first element's place in the storage.</param>
/// <param name="Shape">Sizes; empty for a scalar.</param>
/// <param name="Strides">Elements from one index to the next, per dimension.</param>
internal sealed record TensorView(
    StorageEntry Storage, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides)
{
    /// <summary>Most dimensions taken.</summary>
    public const int MostDimensions = 16;

    /// <summary>A repeated view (stride 0) may be larger than its storage, up to this many bytes.</summary>
    public const long LargestRepetition = 1 << 24;

    /// <summary>Elements.</summary>
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Elements from the first used one to just after the last used one.</summary>
    public long Reach => Shape.Contains(0) ? 0 : Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum() + 1;

    /// <summary>Whether its elements are <see cref="Reach"/> neighbours in row-major order.</summary>
    public bool IsContiguous => Strides.SequenceEqual(RowMajor(Shape)) || Elements <= 1;

    /// <summary>A whole storage in row-major order.</summary>
    public static TensorView Whole(StorageEntry storage, ImmutableArray<long> shape) =>
        new(storage, 0, shape, RowMajor(shape));

    /// <summary>
    /// The view, or what is impossible about it: nothing here can overflow or reach outside the storage.
    /// </summary>
    public static Either<string, TensorView> Checked(
        StorageEntry storage, long offset, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        if (shape.Length > MostDimensions)
            return $"A tensor has {shape.Length} dimensions; at most {MostDimensions} are taken.";
        if (shape.Length != strides.Length) return $"A tensor has {shape.Length} sizes and {strides.Length} strides.";
        if (shape.Any(size => size < 0)) return $"A tensor has the size {shape.First(size => size < 0)}.";
        if (strides.Any(stride => stride < 0)) return $"A tensor has the stride {strides.First(stride => stride < 0)}.";
        if (offset < 0 || offset > storage.Elements)
            return $"A tensor begins at element {offset} of a storage of {storage.Elements}.";

        if (!IsCountable(shape)) return "A tensor has more elements than a file can hold.";
        Int128 elements = 1, last = offset;
        foreach (var size in shape) elements *= size;

        if (elements > 0)
        {
            for (var i = 0; i < shape.Length; i++) last += (Int128)(shape[i] - 1) * strides[i];
            if (last >= storage.Elements)
                return $"A tensor of shape {Text(shape)} reaches element {last} of a storage of {storage.Elements}.";
        }

        var bytes = (long)elements * ElementTypes.Size(storage.Type);
        if (bytes > int.MaxValue)
            return $"A tensor of shape {Text(shape)} is larger than 2 GiB, the most this reader takes for one.";
        if (bytes > Math.Max(storage.Length, LargestRepetition))
            return $"A tensor of shape {Text(shape)} needs {bytes} bytes; its storage has {storage.Length}.";
        return new TensorView(storage, offset, shape, strides);
    }

    /// <summary>
    /// Whether sizes, none negative, can be multiplied and laid out in strides; zeros count as ones, since strides step
    /// over them.
    /// </summary>
    public static bool IsCountable(IEnumerable<long> shape)
    {
        Int128 product = 1;
        foreach (var size in shape)
            if ((product *= Math.Max(1, size)) > long.MaxValue / 16) return false;
        return true;
    }

    /// <summary>Strides of contiguous elements, the last dimension fastest.</summary>
    public static ImmutableArray<long> RowMajor(ImmutableArray<long> shape)
    {
        var strides = new long[shape.Length];
        var step = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= Math.Max(1, shape[i]);
        }

        return [.. strides];
    }

    private static string Text(ImmutableArray<long> shape) => $"[{string.Join(", ", shape)}]";
}
