using System.Globalization;
using StableDino.Foundation;

namespace StableDino.Runs;

/// <summary>The most memory that this process has held resident.</summary>
public static class PeakMemory
{
    private const string Status = "/proc/self/status", Marks = "/proc/self/clear_refs", ForgetPeak = "5";

    /// <summary>Gives freed memory back to the system and forgets the peak so far.</summary>
    /// <returns>False where the system cannot forget; then <see cref="Bytes"/> is that of the whole process.</returns>
    public static bool Restart()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Allocator.ReturnFreed();
        try
        {
            File.WriteAllText(Marks, ForgetPeak);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The peak, code and libraries included.</summary>
    public static long Bytes()
    {
        if (!OperatingSystem.IsLinux()) return System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64;
        var line = File.ReadLines(Status).First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) << 10;
    }
}
