using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>
/// An open weight file of any format: what it holds is known and checked, its tensors are read one by one. Memory stays
/// below twice the
/// file's size plus 64 MiB whatever the file claims. Owns the file.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private readonly Stream stream;
    private readonly CheckpointContents contents;

    private Checkpoint(string path, Stream stream, CheckpointContents contents) =>
        (Path, this.stream, this.contents) = (path, stream, contents);

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>How it is written.</summary>
    public CheckpointFormat Format => contents.Format;

    /// <summary>Its tensors, in the file's order; names are distinct.</summary>
    public ImmutableArray<CheckpointTensor> Tensors => contents.Tensors;

    /// <summary>What it holds beside them.</summary>
    public ImmutableDictionary<string, string> Metadata => contents.Metadata;

    /// <summary>Opens a file and reads what it holds; the format is recognised by its first bytes.</summary>
    public static Either<Fault, Checkpoint> Open(string path)
    {
        try
        {
            return Open(path, MappedFile.Open(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            return new Fault(e.Message, path, Hint: "Check that the path names a readable file.");
        }
    }

    /// <summary>As the other, from any stream that can seek; owns it.</summary>
    internal static Either<Fault, Checkpoint> Open(string path, Stream stream)
    {
        var contents = CheckpointReader.Read(path, stream);
        if (contents.IsLeft) stream.Dispose();
        return contents.Map(found => new Checkpoint(path, stream, found));
    }

    /// <summary>
    /// One tensor, contiguous, on the CPU; the caller owns it. A fault when its compressed data are broken.
    /// </summary>
    public Either<Fault, Tensor> Read(CheckpointTensor entry) => TensorReader.Read(Path, stream, entry);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
