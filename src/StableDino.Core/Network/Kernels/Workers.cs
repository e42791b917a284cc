using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>Spreads independent tasks over as many threads as libtorch may use.</summary>
internal static class Workers
{
    private const long WorthAThread = 1 << 18;

    /// <summary>
    /// Runs tasks 0 … <paramref name="tasks"/> − 1; on the calling thread alone where <paramref name="work"/>
    /// multiply-adds are few.
    /// </summary>
    public static void Run(int tasks, long work, Action<int> task)
    {
        var threads = (int)Math.Min(Math.Min(tasks, get_num_threads()), work / WorthAThread);
        if (threads <= 1)
            for (var i = 0; i < tasks; i++) task(i);
        else
            Parallel.For(0, tasks, new ParallelOptions { MaxDegreeOfParallelism = threads }, task);
    }
}
