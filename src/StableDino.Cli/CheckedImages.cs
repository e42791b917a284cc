using System.Diagnostics;
using StableDino.Data;

namespace StableDino.Cli;

/// <summary>Shows how many images are done, every two seconds and only where it takes as long.</summary>
internal sealed class CheckedImages(Terminal terminal, string verb = "checking")
{
    private readonly Lock speaking = new();
    private long said = Stopwatch.GetTimestamp();

    public void Report(CheckProgress progress)
    {
        if (Stopwatch.GetElapsedTime(Interlocked.Read(ref said)).TotalSeconds < 2) return;
        lock (speaking)
        {
            if (Stopwatch.GetElapsedTime(said).TotalSeconds < 2) return;
            said = Stopwatch.GetTimestamp();
            terminal.Say($"{verb} {progress.Split} {progress.Done}/{progress.Total}");
        }
    }
}
