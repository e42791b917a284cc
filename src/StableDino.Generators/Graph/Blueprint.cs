using StableDino.Configuration;
using StableDino.Generators.Evaluation;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>A graph that is being lowered: its configuration, and its stages so far in order of execution.</summary>
/// <param name="Config">The configuration.</param>
/// <param name="Stages">The stages so far.</param>
internal sealed record Blueprint(DetectorConfig Config, EquatableArray<StageModel> Stages)
{
    /// <summary>Shapes that several stages agree on.</summary>
    public Shapes Shapes { get; } = new(Config);

    /// <summary>Channels of tokens and queries.</summary>
    public int Width => Config.Encoder.Width;

    /// <summary>The encoder's memory as selection and decoder read it.</summary>
    public Edge Memory => new Edge.Value(
        StageKind.Encoder, Config.Decoder.Levels == LevelOrder.CoarsestFirst ? Form.Reversed : Form.Whole);

    /// <summary>The queries as they stand: those of the last stage that has made or changed some.</summary>
    public Edge.Value Queries => Stages.Reverse().Select(QueriesOf).First(queries => queries is not null)!;

    /// <summary>The stages after those that one more function adds.</summary>
    public Blueprint Then(Func<Blueprint, IEnumerable<StageModel>> lowering) =>
        this with { Stages = [.. Stages, .. lowering(this)] };

    /// <summary>Whether there is a stage of that kind so far.</summary>
    public bool Has(StageKind kind) => Stages.Any(stage => stage.Kind == kind);

    /// <summary>What the stage of a kind yields.</summary>
    public ValueModel Yield(StageKind kind) => Stages.First(stage => stage.Kind == kind).Yields;

    private static Edge.Value? QueriesOf(StageModel stage) => stage.Yields.Type switch
    {
        Handover.SelectedQueries => new(stage.Kind),
        Handover.ProposedQueries or Handover.ProposedInstances or Handover.AssistedQueries =>
            new(stage.Kind, Form.Queries),
        _ => null,
    };
}
