using System.Collections.Immutable;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>A built detector's tensors under the names of its definition.</summary>
public static class DetectorState
{
    /// <summary>
    /// Every entry of the definition, aliases included, in checkpoint order, with the live tensor; the detector owns
    /// the tensors.
    /// </summary>
    public static ImmutableArray<(ParameterInfo Info, Tensor Value)> Of(
        Detector detector, DetectorDefinition definition)
    {
        var state = detector.state_dict();
        return [.. definition.Parameters(detector.Classes).Select(info => (info, state[info.OwnName]))];
    }

    /// <summary>The same without aliases: each tensor once.</summary>
    public static ImmutableArray<(ParameterInfo Info, Tensor Value)> Distinct(
        Detector detector, DetectorDefinition definition) =>
        [.. Of(detector, definition).Where(entry => entry.Info.Kind != ParameterKind.Alias)];
}
