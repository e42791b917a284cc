using System.Collections.Immutable;
using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>
/// Splits a stretch of work into named stages: each mark gives the time since the last one to the stage that has just
/// ended.
/// </summary>
/// <remarks>
/// A mark costs well under a microsecond on the CPU. On a GPU it waits for the device, or it would time the launching
/// of work: measuring
/// slows a step there.
/// </remarks>
/// <param name="device">Where the work runs.</param>
public sealed class StageClock(Device device)
{
    private readonly OrderedDictionary<string, double> spent = [];
    private long since = Stopwatch.GetTimestamp();

    /// <summary>What follows belongs to the next mark; the time since the last one to nobody.</summary>
    public void Restart() => since = Now();

    /// <summary>The stage that has just ended. A name that comes again adds to its time.</summary>
    public void Mark(string stage)
    {
        var now = Now();
        spent[stage] = spent.GetValueOrDefault(stage) + Stopwatch.GetElapsedTime(since, now).TotalSeconds;
        since = now;
    }

    /// <summary>The stages so far, in the order of their first marks; the clock is empty after.</summary>
    public ImmutableArray<StageTime> Take()
    {
        ImmutableArray<StageTime> taken = [.. spent.Select(pair => new StageTime(pair.Key, pair.Value))];
        spent.Clear();
        return taken;
    }

    private long Now()
    {
        if (device.type == DeviceType.CUDA) cuda.synchronize(device);
        return Stopwatch.GetTimestamp();
    }
}
