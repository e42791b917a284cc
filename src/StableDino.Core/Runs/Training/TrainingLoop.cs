using System.Collections.Immutable;
using System.Diagnostics;
using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Runs;

/// <summary>Steps one after the other; what to do between them is the caller's.</summary>
public static class TrainingLoop
{
    /// <summary>
    /// Trains from the state's step to <paramref name="steps"/>, handing out each step as it is done. Ends after the
    /// first fault.
    /// </summary>
    /// <param name="state">Changed with every step that is taken from the sequence.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="loss">What to minimise.</param>
    /// <param name="batches">Beginning with batch <c>state.Step · accumulation</c>; each is disposed of after its
    /// step.</param>
    /// <param name="steps">Steps of the whole run.</param>
    /// <param name="clock">Splits each step into its stages.</param>
    public static IEnumerable<Either<Fault, LoopStep>> Run(
        TrainingState state, TrainingRecipe recipe, BatchLossFunction loss, IEnumerable<Batch> batches, long steps,
        Option<StageClock> clock = default)
    {
        using var quiet = new QuietSteps();
        using var source = batches.GetEnumerator();
        while (state.Step < steps)
        {
            var began = Stopwatch.GetTimestamp();
            var parts = Take(source, recipe.Accumulation);
            var ready = Stopwatch.GetTimestamp();
            var detailed = state.Step == 0 || (state.Step + 1) % recipe.LogEvery == 0 || state.Step + 1 == steps;
            quiet.Between();
            clock.IfSome(running => running.Restart());
            Either<Fault, LoopStep> step;
            try
            {
                step = TrainingStep.Run(state, recipe, loss, parts, steps, detailed, clock: clock)
                    .Map(report => new LoopStep(
                        report, Stopwatch.GetElapsedTime(began, ready).TotalSeconds,
                        Stopwatch.GetElapsedTime(ready).TotalSeconds,
                        clock.Match(running => running.Take(), () => [])));
            }
            finally
            {
                foreach (var part in parts) part.Dispose();
            }

            yield return step;
            if (step.IsLeft) yield break;
        }
    }

    private static ImmutableArray<Batch> Take(IEnumerator<Batch> source, int count)
    {
        var parts = ImmutableArray.CreateBuilder<Batch>(count);
        while (parts.Count < count && source.MoveNext()) parts.Add(source.Current);
        return parts.Count == count
            ? parts.MoveToImmutable()
            : throw new InvalidOperationException("The stream of batches ended before the run.");
    }
}
