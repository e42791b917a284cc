using System.Collections.Immutable;
using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Network;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>Everything that training changes: weights, moments, average, step and best score. It owns them.</summary>
public sealed class TrainingState : IDisposable
{
    private TrainingState(
        DetectorDefinition definition, Detector detector, ImmutableArray<CocoCategory> classes, FusedAdamW optimizer,
        Option<WeightAverage> average, ResizeConfig evaluation, Device device)
    {
        Definition = definition;
        Detector = detector;
        Classes = classes;
        Optimizer = optimizer;
        Average = average;
        Evaluation = evaluation;
        Device = device;
        Trained =
            [.. optimizer.Groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Value)
                .Where(parameter => parameter.requires_grad)];
    }

    /// <summary>What the detector was built from.</summary>
    public DetectorDefinition Definition { get; }

    /// <summary>The detector.</summary>
    public Detector Detector { get; }

    /// <summary>Categories in class-index order.</summary>
    public ImmutableArray<CocoCategory> Classes { get; }

    /// <summary>The optimizer; its groups' rates are factors on the scheduled base rate.</summary>
    public FusedAdamW Optimizer { get; }

    /// <summary>The running average of the weights, if the recipe asks for one.</summary>
    public Option<WeightAverage> Average { get; }

    /// <summary>Size of images in evaluation, which weight files mention.</summary>
    public ResizeConfig Evaluation { get; }

    /// <summary>Where the tensors are.</summary>
    public Device Device { get; }

    /// <summary>The parameters that learn.</summary>
    public ImmutableArray<Parameter> Trained { get; }

    /// <summary>Optimizer steps taken.</summary>
    public long Step { get; internal set; }

    /// <summary>Highest AP of an evaluation so far; −1 before the first.</summary>
    public double BestAp { get; internal set; } = -1;

    /// <summary>
    /// A detector with random weights that follow from the recipe's seed, and an optimizer that has not stepped.
    /// </summary>
    public static TrainingState Start(
        DetectorDefinition definition, ImmutableArray<CocoCategory> classes, TrainingRecipe recipe, Device device)
    {
        torch.random.manual_seed(recipe.Seed);
        var detector = definition.Build(classes.Length);
        detector.to(device);
        return Start(definition, detector, classes, recipe, device);
    }

    /// <summary>As the other, for a detector that is already built and loaded, on its device.</summary>
    public static TrainingState Start(
        DetectorDefinition definition, Detector detector, ImmutableArray<CocoCategory> classes, TrainingRecipe recipe,
        Device device)
    {
        using var scope = NewDisposeScope();
        foreach (var stage in detector.modules().OfType<IRecomputing>()) stage.Recompute = recipe.Recompute;
        var parameters = detector.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        var ownNames = definition.Parameters(classes.Length).Where(info => info.Kind == ParameterKind.Weight)
            .ToDictionary(info => info.Name, info => info.OwnName);
        var groups = OptimizerGroups.Of(definition.Parameters(classes.Length), recipe.Optimizer)
            .Select(group => new OptimizerGroup(
                group.Name, [.. group.Parameters.Select(name => (name, parameters[ownNames[name]]))], group.RateFactor,
                group.WeightDecay));
        var optimizer = new FusedAdamW(
            [.. groups], recipe.Optimizer.Beta1, recipe.Optimizer.Beta2, recipe.Optimizer.Epsilon);
        var average = recipe.Averaging is AveragingConfig.Exponential ema
            ? Option<WeightAverage>.Some(new WeightAverage(detector, definition, ema.Decay))
            : Option<WeightAverage>.None;
        return new TrainingState(definition, detector, classes, optimizer, average, recipe.Evaluation, device);
    }

    /// <summary>What a weight file of this state holds about itself.</summary>
    public CheckpointMetadata Metadata() =>
        new(Definition.Name, Classes, Definition.Config.ToString(), Step, Evaluation);

    /// <summary>The weights to evaluate and to publish: the average if there is one.</summary>
    public void SaveWeights(string path) => Average.Match(
        average => average.During(Detector, Definition, () => { WeightFile.Save(path, Detector, Definition, Metadata());
        return true; }),
        () => { WeightFile.Save(path, Detector, Definition, Metadata()); return true; });

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Average.IfSome(average => average.Dispose());
        Detector.Dispose();
    }
}
