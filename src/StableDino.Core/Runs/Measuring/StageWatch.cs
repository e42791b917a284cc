using System.Collections.Immutable;
using LanguageExt;
using StableDino.Pipeline;

namespace StableDino.Runs;

/// <summary>
/// Marks a clock whenever a stage of a compiled graph has ended. Without a watch this costs a graph nothing.
/// </summary>
public sealed class StageWatch : IDisposable
{
    private readonly ImmutableArray<Action> removals;

    private StageWatch(ImmutableArray<Action> removals) => this.removals = removals;

    /// <summary>Watches every stage that the graph's forward pass calls.</summary>
    /// <param name="detector">The graph.</param>
    /// <param name="clock">Hears the stages' names, which are those of the graph's fields; without one nothing is
    /// watched.</param>
    public static StageWatch On(Detector detector, Option<StageClock> clock) => new(
    [
        .. from running in clock.ToSeq()
           from stage in detector.StagesInOrder
           select stage.OnEnd(() => running.Mark(stage.Name)),
    ]);

    /// <summary>Leaves the graph as it was.</summary>
    public void Dispose()
    {
        foreach (var remove in removals) remove();
    }
}
