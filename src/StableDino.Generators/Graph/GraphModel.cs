using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>A detector lowered to stages with edges, parameters and branches: all that emission needs.</summary>
/// <param name="Detector">The sound detector.</param>
/// <param name="Stages">Stages in order of execution.</param>
/// <param name="Parameters">State in checkpoint order.</param>
/// <param name="Axes">Its place on the five axes.</param>
internal sealed record GraphModel(
    DetectorModel Detector, EquatableArray<StageModel> Stages, EquatableArray<ParameterModel> Parameters,
    AxesModel Axes)
{
    /// <summary>Where it was declared.</summary>
    public Declaration Declaration => Detector.Declaration;

    /// <summary>The configuration.</summary>
    public DetectorConfig Config => Detector.Config;

    /// <summary>The stages that the forward pass calls, in that order; the last one's value is the graph's.</summary>
    public IEnumerable<StageModel> Called => Stages.Where(stage => stage.IsCalled);

    /// <summary>What the graph yields.</summary>
    public ValueModel Output => Called.Last().Yields;

    /// <summary>Numbers learned, for the configuration's classes.</summary>
    public long ParameterCount =>
        Parameters.Where(p => p.Kind == ParameterModel.Weight).Sum(p => p.Count(Config.Classes));

    /// <summary>The stage of a kind.</summary>
    public StageModel this[StageKind kind] => Stages.First(stage => stage.Kind == kind);

    /// <summary>
    /// What an edge hands over, with the shapes of what is read; null for weights and for what is absent.
    /// </summary>
    public ValueModel? ValueOf(Edge edge) => edge switch
    {
        Edge.Input { Which: GraphInput.Images } => new("images", Handover.ImageBatch, []),
        Edge.Input { Which: GraphInput.Pixels } => new("pixels", Handover.Tensor, [Shapes.Map(3, new Extent(0))]),
        Edge.Input { Which: GraphInput.Padding } => new("padding", Handover.Tensor, [Shapes.Padding]),
        Edge.Input { Which: GraphInput.Noised } => new("noised", Handover.NoisedTargets, []),
        Edge.Value value => Seen(this[value.Stage].Yields, value.Form),
        Edge.Unassisted { Queries: var queries } => ValueOf(queries)! with { Type = Handover.AssistedQueries },
        Edge.Predicted { Head: var head } => this[head].Yields with { Type = Handover.HeadPredictions, Shapes = [] },
        _ => null,
    };

    private static ValueModel Seen(ValueModel value, Form form) => form switch
    {
        Form.Queries => value with { Type = Handover.SelectedQueries },
        Form.Proposals => value with { Type = Handover.Predictions },
        Form.Coarser => value with { Shapes = value.Shapes.Skip(1).ToEquatable() },
        _ => value,
    };
}
