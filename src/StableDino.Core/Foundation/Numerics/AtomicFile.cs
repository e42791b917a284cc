namespace StableDino.Foundation;

/// <summary>Files that are either the old one or the new one, whatever happens in between.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Ending of the temporary name; a left-over is from a process that was killed and may be deleted.
    /// </summary>
    public const string PartialEnding = ".partial";

    /// <summary>
    /// Writes to a temporary name beside <paramref name="path"/>, flushes to the disk and renames. When
    /// <paramref name="write"/> throws,
    /// the temporary file goes and what was at <paramref name="path"/> stays.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        var partial = path + PartialEnding;
        try
        {
            using (var stream =
                new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>As <see cref="Write"/>, for text in UTF-8.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
