using System.Diagnostics;

namespace StableDino.Runs;

/// <summary>Processor time of this process.</summary>
internal static class ProcessorTime
{
    /// <summary>Seconds of all threads since the start, waiting excluded.</summary>
    public static double Seconds()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
