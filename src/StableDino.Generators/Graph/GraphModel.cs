using StableDino.Generators.Evaluation;
using StableDino.Generators.Parsing;

namespace StableDino.Generators.Graph;

/// <summary>A detector lowered to stages, parameters and branches: all that emission needs.</summary>
/// <param name="Declaration">Where it was declared.</param>
/// <param name="Name">The configuration's name.</param>
/// <param name="Classes">The configuration's class count.</param>
/// <param name="Configuration">The evaluated configuration.</param>
/// <param name="Stages">Stages in order of execution.</param>
/// <param name="Parameters">State in checkpoint order.</param>
/// <param name="Axes">Its place on the five axes.</param>
/// <param name="AttendsPadding">Whether evaluation takes the padding for background.</param>
internal sealed record GraphModel(
    Declaration Declaration,
    string Name,
    int Classes,
    ConfigValue Configuration,
    EquatableArray<StageModel> Stages,
    EquatableArray<ParameterModel> Parameters,
    AxesModel Axes,
    bool AttendsPadding)
{
    /// <summary>Numbers learned, for the configuration's classes.</summary>
    public long ParameterCount => Parameters.Where(p => p.Kind == ParameterModel.Weight).Sum(p => p.Count(Classes));

    /// <summary>Whether it has a stage.</summary>
    public bool Has(string field) => Stages.Any(s => s.Field == field);
}
