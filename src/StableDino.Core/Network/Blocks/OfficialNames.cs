using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Gives parts of a module the names of the official checkpoints, in a <see cref="NamedModule"/>. What is registered
/// belongs to the module, not to a dispose scope.
/// </summary>
internal static class OfficialNames
{
    /// <summary>
    /// Registers a part under a dotted name such as <c>layers.0.norm</c>, through empty modules for the dots.
    /// </summary>
    public static T Place<T>(this Module owner, string name, T part) where T : Module
    {
        var steps = name.Split('.');
        var at = owner;
        foreach (var step in steps[..^1])
        {
            var next = at.named_children().Where(child => child.name == step).Select(child => child.module)
                .FirstOrDefault();
            if (next is null) at.register_module(step, next = new Branch());
            at = next;
        }

        at.register_module(steps[^1], part);
        return part;
    }

    /// <summary>Registers a learned tensor; the field that holds it must bear the same component name.</summary>
    public static Parameter Learn(this Module owner, string name, Tensor start)
    {
        var parameter = new Parameter(start.DetachFromDisposeScope());
        owner.register_parameter(name, parameter);
        return parameter;
    }

    /// <summary>
    /// Registers a constant that is saved with the weights; the field that holds it must bear the same component name.
    /// </summary>
    public static Tensor Keep(this Module owner, string name, Tensor value)
    {
        owner.register_buffer(name, value.DetachFromDisposeScope());
        return value;
    }

    private sealed class Branch() : Module(nameof(Branch));
}
