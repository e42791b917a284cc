using System.Collections.Immutable;
using StableDino.Pipeline;

namespace StableDino.Runs;

/// <summary>
/// The official recipe's rule: parameters of the backbone learn slower, those of normalisation layers do not decay,
/// biases do.
/// </summary>
public static class OptimizerGroups
{
    /// <summary>Every weight in exactly one group; empty groups are left out.</summary>
    /// <remarks>
    /// A normalisation layer is known by its weight's rank of 1: the weights of all other layers have at least two
    /// axes. detectron2
    /// asks the module's type instead; both give the same groups.
    /// </remarks>
    /// <param name="parameters">A definition's parameters; buffers and aliases take no part.</param>
    /// <param name="config">Factors and decays.</param>
    public static ImmutableArray<ParameterGroup> Of(IEnumerable<ParameterInfo> parameters, OptimizerConfig config)
    {
        var weights = parameters.Where(info => info.Kind == ParameterKind.Weight).ToImmutableArray();
        var norms =
            weights.Where(info => info.Name.EndsWith(".weight", StringComparison.Ordinal) && info.Shape.Length == 1)
                .Select(info => Layer(info.Name)).ToImmutableHashSet(StringComparer.Ordinal);
        return
        [
            .. weights.GroupBy(info => (Backbone: info.Name.Contains("backbone", StringComparison.Ordinal),
                Norm: norms.Contains(Layer(info.Name))))
                .OrderBy(group => group.Key)
                .Select(group => new ParameterGroup(
                    (group.Key.Backbone ? "backbone" : "rest") + (group.Key.Norm ? ", norms" : ""),
                    [.. group.Select(info => info.Name)],
                    group.Key.Backbone ? config.BackboneFactor : 1,
                    group.Key.Norm ? config.NormWeightDecay : config.WeightDecay)),
        ];
    }

    private static string Layer(string parameter) =>
        parameter.Contains('.', StringComparison.Ordinal) ? parameter[..parameter.LastIndexOf('.')] : "";
}
