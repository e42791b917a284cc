using System.Collections.Immutable;
using StableDino.Checkpoints;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>Exponential moving average of a detector's weights and buffers, on the detector's device.</summary>
public sealed class WeightAverage : IDisposable
{
    private readonly double decay;

    /// <summary>Starts from a detector's present weights.</summary>
    public WeightAverage(Detector detector, DetectorDefinition definition, double decay)
    {
        this.decay = decay;
        Values =
            [.. DetectorState.Distinct(detector, definition)
                .Select(entry => (entry.Info, entry.Value.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>The averaged tensors; this object owns them.</summary>
    public ImmutableArray<(ParameterInfo Info, Tensor Value)> Values { get; }

    /// <summary>
    /// Share of the old average kept at a step counted from 0: small at first, so that the random start is soon
    /// forgotten.
    /// </summary>
    public static double DecayAt(double decay, long step) => Math.Min(decay, (1.0 + step) / (10.0 + step));

    /// <summary><c>average ← d·average + (1 − d)·weights</c>; whole-number buffers are copied.</summary>
    public void Update(Detector detector, DetectorDefinition definition, long step)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var share = 1 - DecayAt(decay, step);
        foreach (var ((_, average), (_, value)) in Values.Zip(DetectorState.Distinct(detector, definition)))
        {
            if (average.is_floating_point()) average.lerp_(value.detach(), share);
            else average.copy_(value);
        }
    }

    /// <summary>
    /// Runs <paramref name="function"/> while the detector has the averaged weights, then gives it back its own.
    /// </summary>
    public T During<T>(Detector detector, DetectorDefinition definition, Func<T> function)
    {
        var live = DetectorState.Distinct(detector, definition);
        Exchange(live);
        try
        {
            return function();
        }
        finally
        {
            Exchange(live);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, value) in Values) value.Dispose();
    }

    private void Exchange(ImmutableArray<(ParameterInfo Info, Tensor Value)> live)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var ((_, average), (_, value)) in Values.Zip(live))
        {
            var own = value.detach().clone();
            value.detach().copy_(average);
            average.copy_(own);
        }
    }
}
