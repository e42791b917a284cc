using System.Runtime;

namespace StableDino.Foundation;

/// <summary>
/// Has the garbage collector run between training steps, not inside them: what TorchSharp makes of the 1 in <c>1 -
/// t</c> may be collected
/// while native code reads it. See docs/decisions/0042-collections-between-steps.md. A pause for the whole process;
/// where there is no room for
/// one, or a step allocates more than it, collections come as they always do.
/// </summary>
internal sealed class QuietSteps : IDisposable
{
    private const long Room = 128L << 20;
    private static readonly Lock Gate = new();
    private static long _spent;                 // bytes allocated in the process when half of the room is used

    /// <summary>
    /// Call where no native call is under way: collects if half of the room is used, and makes room again.
    /// </summary>
    public void Between()
    {
        lock (Gate)
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion && GC.GetTotalAllocatedBytes() < _spent) return;
            try
            {
                if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
                if (GC.TryStartNoGCRegion(Room)) _spent = GC.GetTotalAllocatedBytes() + Room / 2;
            }
            catch (Exception fault) when (fault is InvalidOperationException or ArgumentOutOfRangeException)
            {
                // Someone else ended or holds a region, or the heap may not grow that far: nothing is lost but the
                // pause.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            try
            {
                if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
            }
            catch (InvalidOperationException)
            {
                // It has ended by itself.
            }
        }
    }
}
