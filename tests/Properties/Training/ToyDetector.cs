using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Pipeline;
using StableDino.Zoo;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableDino.Properties.Training;

/// <summary>
/// A detector small enough to train in milliseconds: one convolution, a normalisation and two "layers" of heads over a
/// grid of twelve queries,
/// with dropout so that the random state matters.
/// </summary>
public sealed class ToyDetector : Detector
{
    private readonly Conv2d conv = nn.Conv2d(3, 8, 7, stride: 4, padding: 3);
    private readonly GroupNorm norm = nn.GroupNorm(2, 8);
    private readonly Dropout dropout;
    private readonly Linear class0;
    private readonly Linear class1;
    private readonly Linear box0 = nn.Linear(8, 4);
    private readonly Linear box1 = nn.Linear(8, 4);

    public ToyDetector(int classes, double dropProbability = 0.1) : base("toy")
    {
        Classes = classes;
        dropout = nn.Dropout(dropProbability);
        class0 = nn.Linear(8, classes);
        class1 = nn.Linear(8, classes);
        nn.init.ones_(norm.weight!);                       // TorchSharp 0.107 leaves both as the memory was
        nn.init.zeros_(norm.bias!);
        RegisterComponents();
    }

    public static DetectorDefinition Definition { get; } = DefinitionOf("toy", dropProbability: 0.1);

    public static DetectorDefinition WithoutDropout { get; } = DefinitionOf("toy-steady", dropProbability: 0);

    public override DetectorConfig Config { get; } = StableDinoZoo.StableDinoTiny with { Name = "toy", Branches = [] };

    public override int Classes { get; }

    public override DetectorOutput forward(ImageBatch images, Option<NoisedTargets> noised)
    {
        var map = nn.functional.relu(norm.call(conv.call(images.Pixels)));
        // [B, 12, 8]
        var queries = dropout.call(nn.functional.adaptive_avg_pool2d(map, [3, 4]).flatten(2).transpose(1, 2));
        var logits = stack([class0.call(queries), class1.call(queries)]);
        var boxes = stack([box0.call(queries), box1.call(queries)]).sigmoid();
        return new DetectorOutput(new Predictions(logits, boxes), Option<Predictions>.None, []);
    }

    private static DetectorDefinition DefinitionOf(string name, double dropProbability) => new(
        name,
        StableDinoZoo.StableDinoTiny with { Name = name, Branches = [] },
        classes => new ToyDetector(classes, dropProbability),
        Parameters,
        [],
        "flowchart TD");

    private static ImmutableArray<ParameterInfo> Parameters(int classes) =>
    [
        new("backbone.conv.weight", "conv.weight", [8, 3, 7, 7], ParameterKind.Weight),
        new("backbone.conv.bias", "conv.bias", [8], ParameterKind.Weight),
        new("backbone.norm.weight", "norm.weight", [8], ParameterKind.Weight),
        new("backbone.norm.bias", "norm.bias", [8], ParameterKind.Weight),
        new("decoder.class_embed.0.weight", "class0.weight", [classes, 8], ParameterKind.Alias),
        new("class_embed.0.weight", "class0.weight", [classes, 8], ParameterKind.Weight),
        new("class_embed.0.bias", "class0.bias", [classes], ParameterKind.Weight),
        new("class_embed.1.weight", "class1.weight", [classes, 8], ParameterKind.Weight),
        new("class_embed.1.bias", "class1.bias", [classes], ParameterKind.Weight),
        new("bbox_embed.0.weight", "box0.weight", [4, 8], ParameterKind.Weight),
        new("bbox_embed.0.bias", "box0.bias", [4], ParameterKind.Weight),
        new("bbox_embed.1.weight", "box1.weight", [4, 8], ParameterKind.Weight),
        new("bbox_embed.1.bias", "box1.bias", [4], ParameterKind.Weight),
    ];
}
