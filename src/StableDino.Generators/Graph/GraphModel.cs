using StableDino.Configuration;
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
/// <param name="Padding">Whether padding is taken for background.</param>
/// <param name="Levels">The order in which selection and decoder take the levels.</param>
internal sealed record GraphModel(
    Declaration Declaration,
    string Name,
    int Classes,
    ConfigValue Configuration,
    EquatableArray<StageModel> Stages,
    EquatableArray<ParameterModel> Parameters,
    AxesModel Axes,
    PaddingPolicy Padding,
    LevelOrder Levels)
{
    /// <summary>Numbers learned, for the configuration's classes.</summary>
    public long ParameterCount => Parameters.Where(p => p.Kind == ParameterModel.Weight).Sum(p => p.Count(Classes));

    /// <summary>Whether it predicts masks.</summary>
    public bool HasMasks => Has("masks");

    /// <summary>Whether it has a stage.</summary>
    public bool Has(string field) => Stages.Any(s => s.Field == field);
}
