using StableDino.Checkpoints;
using StableDino.Foundation;

namespace StableDino.Properties.Checkpoints;

/// <summary>What came of opening a file and reading every tensor in it.</summary>
/// <param name="Fault">The first fault, if any.</param>
/// <param name="Tensors">Tensors read.</param>
/// <param name="Allocated">Bytes: everything the managed heap gave out meanwhile, garbage included, and twice the
/// largest tensor.</param>
internal sealed record HostileReading(Fault? Fault, int Tensors, long Allocated)
{
    /// <summary>The promise: twice the file and 64 MiB.</summary>
    public static long MostFor(long fileLength) => 2 * fileLength + (64L << 20);

    public static HostileReading Of(byte[] content)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (tensors, largest) = (0, 0L);
        Fault? fault = null;
        var opened = Checkpoint.Open("hostile", new MemoryStream(content, writable: false));
        opened.IfLeft(found => fault = found);
        opened.IfRight(file =>
        {
            using (file)
                foreach (var entry in file.Tensors)
                {
                    var read = file.Read(entry);
                    read.IfRight(tensor => tensor.Dispose());
                    largest = Math.Max(largest, entry.Bytes);
                    if (read.Case is Fault broken)
                    {
                        fault = broken;
                        break;
                    }

                    tensors++;
                }
        });
        return new HostileReading(fault, tensors, GC.GetAllocatedBytesForCurrentThread() - before + 2 * largest);
    }
}
