using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>
/// The class and box predictors: one for each decoder layer, and one for the proposals if there are any.
/// </summary>
internal static class HeadsLowering
{
    private const string Classes = "class_embed";
    private const string Boxes = "bbox_embed";

    public static IEnumerable<StageModel> Stages(Blueprint graph)
    {
        var config = graph.Config;
        if (config.Decoder.CrossAttention is CrossAttention.Masked)
            yield break;
        var (layers, queries, isCalled) =
            (config.Decoder.Layers, graph.Shapes.Queries, config.Masks is MaskConfig.None);
        yield return new(StageKind.Heads, "PredictionHeads", "")
        {
            Summary = isCalled
                ? "Class logits and boxes after every layer."
                : "Class and box predictors, whose weights the stages of masks apply.",
            Arguments =
            [
                new Argument.Configured("config", "Heads"), new Argument.Configured("reference", "Queries.Reference"),
                Argument.Of("width", graph.Width), Argument.Of("layers", layers), Argument.Classes("classCount"),
            ],
            Reads = [new Edge.Value(StageKind.Decoder), Proposals(config), .. Predicted(graph)],
            Yields = new("output", Handover.DetectorOutput,
                [$"logits [{layers}, 1, {queries}, classes]", $"boxes [{layers}, 1, {queries}, 4]"]),
            Parts = [.. Parts(config)],
            Cost = CostOf(config),
            IsCalled = isCalled,
        };
    }

    /// <summary>
    /// Which predictors the official decoder holds too, so that their parameters have a second name: those of boxes if
    /// it refines them,
    /// and, in a two-stage detector, those of classes.
    /// </summary>
    public static bool IsHeldByDecoder(DetectorConfig config, Part part) =>
        config.Queries.Reference is QueryReference.Proposals
        || (config.Decoder.Refinement != BoxRefinement.None && part.Name.StartsWith(Boxes, StringComparison.Ordinal));

    /// <summary>What classes are scored with: a logit for each, and with softmax one for the background.</summary>
    public static Dimension Outputs(DetectorConfig config) =>
        config.Heads.Score is Score.Softmax ? Dimension.ClassesAndOne : Dimension.Classes;

    /// <summary>The classes' weights in the loss, which official checkpoints of softmax scores hold.</summary>
    public static IEnumerable<Part> ClassWeights(DetectorConfig config) =>
        config.Heads.Score is Score.Softmax ? [Part.Buffer("criterion.empty_weight", Outputs(config))] : [];

    private static Edge Proposals(DetectorConfig config) => config.Queries.Reference is QueryReference.Proposals
        ? new Edge.Value(StageKind.Selection, Form.Proposals)
        : new Edge.Nothing(Handover.Predictions);

    // What auxiliary heads predict, if there are any: the last one has the predictions of all.
    private static IEnumerable<Edge> Predicted(Blueprint graph) => graph.Stages
        .Where(stage => stage.Yields.Type == Handover.AssistedQueries).Reverse().Take(1)
        .Select(stage => new Edge.Predicted(stage.Kind));

    // Every predictor by its official name; the proposals' is the last.
    private static IEnumerable<Part> Parts(DetectorConfig config) =>
    [
        .. Numbered(config)
            .SelectMany(i =>
                Owned(config, Classes, i, name => Part.Linear(name, config.Decoder.Width, Outputs(config)))),
        .. Numbered(config)
            .SelectMany(i =>
                Owned(config, Boxes, i, name => Part.Mlp(name, config.Decoder.Width, config.Decoder.Width, 4, 3))),
        .. ClassWeights(config),
    ];

    // A shared predictor's parameters are those of layer 0 under a further name.
    private static IEnumerable<Part> Owned(
        DetectorConfig config, string predictor, int layer, Func<string, IEnumerable<Part>> parts) =>
        layer == 0 || !IsShared(config, layer)
            ? parts(Named(config, predictor, layer))
            : parts(Named(config, predictor, layer)).Zip(
                parts(Named(config, predictor, 0)),
                (part, first) => part with { Kind = ParameterModel.Alias, Of = first.Name });

    private static bool IsShared(DetectorConfig config, int layer) => config.Heads.Sharing switch
    {
        HeadSharing.Shared => layer < config.Decoder.Layers,
        HeadSharing.Everywhere => true,
        _ => false,
    };

    private static IEnumerable<int> Numbered(DetectorConfig config) =>
        Enumerable.Range(0, config.Heads.Sharing == HeadSharing.Single ? 1 : Count(config));

    private static string Named(DetectorConfig config, string predictor, int layer) =>
        config.Heads.Sharing == HeadSharing.Single ? predictor : $"{predictor}.{layer}";

    private static int Count(DetectorConfig config) =>
        config.Decoder.Layers + (config.Queries.Reference is QueryReference.Proposals ? 1 : 0);

    private static Cost CostOf(DetectorConfig config)
    {
        long width = config.Decoder.Width;
        var ofState = (width * Outputs(config).For(config.Classes)) + BoxParts.Cost(width);
        return Cost.Of(Extent.One, (long)config.Decoder.Layers * config.Queries.Count * ofState);
    }
}
