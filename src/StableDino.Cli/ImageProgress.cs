using System.Diagnostics;

namespace StableDino.Cli;

/// <summary>Shows how many images are done, at most every two seconds.</summary>
internal sealed class ImageProgress(Terminal terminal, string verb, int total)
{
    private readonly long began = Stopwatch.GetTimestamp();
    private long said = Stopwatch.GetTimestamp();

    public void Report(int done)
    {
        if (done < total && Stopwatch.GetElapsedTime(said).TotalSeconds < 2) return;
        said = Stopwatch.GetTimestamp();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        terminal.Say(
            FormattableString.Invariant($"{verb} {done}/{total}  {done / Math.Max(seconds, 1e-9):F1} images/s"));
    }
}
