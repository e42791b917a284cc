using LanguageExt;
using StableDino.Core;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Runs;
using static TorchSharp.torch;

namespace StableDino.Benchmarks;

/// <summary>One detector, one batch of noise, one optimizer: what a training step needs and no more.</summary>
public sealed class TrainingStep : IDisposable
{
    private readonly ImageBatch _images;
    private readonly Targets _targets;
    private readonly FusedAdamW _optimizer;

    public TrainingStep(string detector, int batch, int side, int targets = 5, int classes = 8)
    {
        random.manual_seed(60);
        Graph = Core.CompiledDetectors.All.Single(d => d.Name == detector).Build(classes);
        Graph.train();
        _images = new(randn([batch, 3, side, side]), zeros([batch, side, side], dtype: @bool),
            [.. Enumerable.Repeat(new ImageSize(side, side), batch)]);
        _targets = Targets(batch, targets, classes);
        _optimizer = new([new("all", [.. Graph.named_parameters()], LearningRate: 1e-4, WeightDecay: 1e-4)]);
        Classes = classes;
    }

    public Detector Graph { get; }

    public int Classes { get; }

    /// <summary>Random targets.</summary>
    public static Targets Targets(int images, int each, int classes) => new(
        randint(classes, [images * each], dtype: int64),
        cat([rand([images * each, 2]) * 0.6 + 0.2, rand([images * each, 2]) * 0.2 + 0.05], 1),
        [.. Enumerable.Repeat(each, images)]);

    /// <summary>One step; <paramref name="mark"/> hears the name of each part that has just ended.</summary>
    public double Run(Action<string> mark, bool bfloat16)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(60);
        var noised = DenoisingQueries.Draw(Graph.Config, _targets, Classes, generator);
        mark("denoising");
        DetectorOutput output;
        using (bfloat16 ? Autocast.BFloat16(TorchSharp.DeviceType.CPU) : null) output = Graph.call(_images, noised);
        mark("forward");
        var report = Criterion.Evaluate(SinglePrecision.Of(output), _targets, noised, Graph.Config)
            .Match(r => r, fault => throw new InvalidOperationException(fault.ToString()));
        mark("criterion");
        report.Total.backward();
        mark("backward");
        GradientClipping.ByNorm(Graph.parameters(), 0.1);
        mark("clip");
        _optimizer.Step();
        mark("optimizer");
        _optimizer.ZeroGrad();
        return report.Total.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        Graph.Dispose();
        _images.Dispose();
        _targets.Dispose();
    }
}
