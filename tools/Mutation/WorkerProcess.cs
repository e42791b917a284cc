using System.Collections.Concurrent;
using System.Diagnostics;

namespace StableDino.Mutation;

/// <summary>The mutated tests in a process of their own: a mutant may hang it or bring it down.</summary>
internal sealed class WorkerProcess(string tests, IReadOnlyList<string> classes) : IDisposable
{
    private Process? process;
    private BlockingCollection<string?> said = [];

    /// <summary>
    /// Sends a line and collects the answer's lines; nothing if the process died or took too long, and then it starts
    /// again next time. Patience is
    /// processor time, so that a busy machine makes no mutant look hung; a process that does nothing has ten times as
    /// long.
    /// </summary>
    public IReadOnlyList<string>? Ask(string line, TimeSpan patience)
    {
        process ??= Start();
        process.Refresh();
        var (spent, until) = (process.TotalProcessorTime, DateTime.UtcNow + 10 * patience);
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        var answer = new List<string>();
        while (true)
        {
            if (said.TryTake(out var next, TimeSpan.FromSeconds(1)))
            {
                if (next == "done") return answer;
                if (next is not null)
                {
                    answer.Add(next);
                    continue;
                }
            }
            else if (!process.HasExited)
            {
                process.Refresh();
                if (process.TotalProcessorTime - spent < patience && DateTime.UtcNow < until) continue;
            }

            Stop();
            return null;
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(tests)!,
        };
        // with one, libtorch convolves another way, and recorded gradients before kinks move
        start.Environment["OMP_NUM_THREADS"] = "2";
        // as tests/few-collections.runsettings has it
        start.Environment["DOTNET_GCgen0size"] = "0x4000000";
        start.ArgumentList.Add(tests);
        foreach (var one in classes) start.ArgumentList.Add(one);
        var started = Process.Start(start)!;
        var lines = said = [];
        started.OutputDataReceived += (_, e) => lines.Add(e.Data);
        started.ErrorDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private void Stop()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
        process = null;
    }

    public void Dispose() => Stop();
}
