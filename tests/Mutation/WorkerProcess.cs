using System.Collections.Concurrent;
using System.Diagnostics;

namespace StableDino.Mutation;

/// <summary>The mutated tests in a process of their own: a mutant may hang it or bring it down.</summary>
internal sealed class WorkerProcess(string tests, IReadOnlyList<string> classes) : IDisposable
{
    private Process? process;
    private BlockingCollection<string?> said = [];

    /// <summary>Sends a line and collects the answer's lines; nothing if the process died or took too long, and then it starts anew next time.</summary>
    public IReadOnlyList<string>? Ask(string line, TimeSpan patience)
    {
        process ??= Start();
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        var (answer, until) = (new List<string>(), DateTime.UtcNow + patience);
        while (true)
        {
            var left = until - DateTime.UtcNow;
            if (left <= TimeSpan.Zero || !said.TryTake(out var next, left) || next is null)
            {
                Stop();
                return null;
            }

            if (next == "done") return answer;
            answer.Add(next);
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
        start.Environment["OMP_NUM_THREADS"] = "1";
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
