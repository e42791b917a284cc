using System.Collections.Immutable;
using LanguageExt;
using TorchSharp;
using TorchSharp.Modules;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>AdamW with decoupled weight decay, one native call per group and step.</summary>
/// <remarks>
/// <code>
/// m ← β1·m + (1 − β1)·g,   v ← β2·v + (1 − β2)·g²
/// θ ← θ − η·λ·θ − η · (m / (1 − β1ᵗ)) / (√(v / (1 − β2ᵗ)) + ε)
/// </code>
/// Source: Loshchilov and Hutter, ICLR 2019 (arXiv:1711.05101), Algorithm 2, as libtorch's <c>_fused_adamw_</c>
/// computes it on the CPU
/// and on CUDA; elsewhere the same formula is composed from elementary operations. A parameter without a gradient is
/// left alone, decay
/// included, and its step does not advance. Build it after the parameters have moved to their device: the moments live
/// beside them.
/// </remarks>
public sealed class FusedAdamW : IDisposable
{
    private readonly ImmutableArray<(OptimizerGroup Group, ImmutableArray<Slot> Slots)> _groups;
    private readonly double _beta1, _beta2, _epsilon;

    private sealed record Slot(Parameter Parameter, AdamMoments Moments);

    /// <summary>Moments start at zero. Parameters that require no gradient are passed over.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public FusedAdamW(
        IEnumerable<OptimizerGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        (_beta1, _beta2, _epsilon) = (beta1, beta2, epsilon);
        using var _ = no_grad();
        _groups =
            [.. groups.Select(g =>
                (g, g.Parameters.Where(p => p.Value.requires_grad).Select(Start).ToImmutableArray()))];
        var twice = State.GroupBy(m => m.Name).FirstOrDefault(named => named.Skip(1).Any());
        if (twice is not null) throw new ArgumentException($"Two parameters are named {twice.Key}.", nameof(groups));
    }

    private static Slot Start((string Name, Parameter Value) parameter) => new(parameter.Value, new(
        parameter.Name,
        zeros_like(parameter.Value).DetachFromDisposeScope(),
        zeros_like(parameter.Value).DetachFromDisposeScope(),
        zeros([], float32, parameter.Value.device).DetachFromDisposeScope()));

    /// <summary>The groups it was built from.</summary>
    public IEnumerable<OptimizerGroup> Groups => _groups.Select(g => g.Group);

    /// <summary>The moments of every parameter, in the groups' order: what a snapshot keeps.</summary>
    public IEnumerable<AdamMoments> State => _groups.SelectMany(g => g.Slots).Select(s => s.Moments);

    /// <summary>Takes over the numbers of <paramref name="moments"/>; what was given stays the caller's.</summary>
    /// <returns>None, or the first disagreement in names or shapes; then nothing has changed.</returns>
    public Option<string> Restore(IEnumerable<AdamMoments> moments)
    {
        var given = moments.ToDictionary(m => m.Name);
        foreach (var own in State)
            if (!given.TryGetValue(own.Name, out var saved)) return $"No moments were saved for {own.Name}.";
            else if (!saved.First.shape.SequenceEqual(own.First.shape)
                || !saved.Second.shape.SequenceEqual(own.Second.shape) || saved.Step.numel() != 1)
                return $"The moments saved for {own.Name} have another shape than "
                    + $"[{string.Join(",", own.First.shape)}].";
        if (given.Keys.Except(State.Select(m => m.Name)).FirstOrDefault() is { } stray)
            return $"Moments were saved for {stray}, which is not trained.";
        using var _ = no_grad();
        foreach (var own in State)
        {
            var saved = given[own.Name];
            own.First.copy_(saved.First);
            own.Second.copy_(saved.Second);
            own.Step.fill_(saved.Step.item<float>());
        }
        return Option<string>.None;
    }

    /// <summary>
    /// Moves every parameter that has a gradient; each group's learning rate is multiplied by
    /// <paramref name="rateFactor"/>.
    /// </summary>
    public void Step(double rateFactor = 1)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (group, slots) in _groups)
        {
            var moving = slots.Select(s => (s.Parameter, Gradient: s.Parameter.grad, s.Moments))
                .Where(s => s.Gradient is not null).ToArray();
            if (moving.Length == 0) continue;
            Update(
                [.. moving.Select(s => (Tensor)s.Parameter)], [.. moving.Select(s => s.Gradient!)],
                [.. moving.Select(s => s.Moments.First)],
                [.. moving.Select(s => s.Moments.Second)], [.. moving.Select(s => s.Moments.Step)],
                group.LearningRate * rateFactor, group.WeightDecay);
        }
    }

    /// <summary>Drops every gradient and its memory.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in _groups.SelectMany(g => g.Slots)) slot.Parameter.grad = null;
    }

    private void Update(
        Tensor[] parameters, Tensor[] gradients, Tensor[] first, Tensor[] second, Tensor[] steps, double rate,
        double decay)
    {
        if (parameters.All(p => p.device_type is DeviceType.CPU or DeviceType.CUDA))
            TorchScriptDoor.AdamW(parameters, gradients, first, second, steps, rate, _beta1, _beta2, decay, _epsilon);
        else
            for (var i = 0; i < parameters.Length; i++)
                Composed(parameters[i], gradients[i], first[i], second[i], steps[i], rate, decay);
    }

    private void Composed(
        Tensor parameter, Tensor gradient, Tensor first, Tensor second, Tensor step, double rate, double decay) =>
        AdamWFormula.Apply(parameter, gradient, first, second, step, rate, _beta1, _beta2, decay, _epsilon);

    /// <summary>Frees the moments; the parameters are not its own.</summary>
    public void Dispose()
    {
        foreach (var moments in State)
        {
            moments.First.Dispose();
            moments.Second.Dispose();
            moments.Step.Dispose();
        }
    }
}
