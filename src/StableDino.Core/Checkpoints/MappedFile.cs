using System.IO.MemoryMappedFiles;
using StableDino.Foundation;

namespace StableDino.Checkpoints;

/// <summary>
/// A file to read tensors from: safetensors by memory map, so that a tensor is copied once, from the page cache to its
/// place; other formats
/// by plain reading. Files are replaced by renaming here (<see cref="AtomicFile"/>), which leaves an open map whole.
/// </summary>
internal static class MappedFile
{
    /// <summary>Opens a file for reading from its start.</summary>
    public static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        if (!IsSafeTensors(file)) return file;
        using (file)
        using (var map = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true))
            return map.CreateViewStream(0, file.Length, MemoryMappedFileAccess.Read);
    }

    private static bool IsSafeTensors(FileStream file)
    {
        Span<byte> start = stackalloc byte[9];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == start.Length && start[7] == 0 && start[8] == (byte)'{';
    }
}
