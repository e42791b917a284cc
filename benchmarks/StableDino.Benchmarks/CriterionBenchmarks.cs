using BenchmarkDotNet.Attributes;
using LanguageExt;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Zoo;
using static TorchSharp.torch;

namespace StableDino.Benchmarks;

/// <summary>
/// Matching and criterion of Stable-DINO at full size: 7 × 900 matched and 6 × 200 denoising predictions of 80 classes,
/// two images.
/// </summary>
public class CriterionBenchmarks
{
    private DetectorOutput _output = null!;
    private Targets _targets = null!;
    private readonly Configuration.DetectorConfig _config = StableDinoZoo.StableDinoR50;

    [Params(7, 50)]
    public int TargetsAnImage { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        random.manual_seed(60);
        _targets = TrainingStep.Targets(images: 2, each: TargetsAnImage, classes: 80);
        _output = new(Predicted(6, 900), Predicted(1, 900), []);
    }

    private static Predictions Predicted(long layers, long queries) => new(
        (randn([layers, 2, queries, 80]) - 4).requires_grad_(),
        rand([layers, 2, queries, 4]).clamp(0.05, 0.95).requires_grad_());

    [Benchmark]
    public float Evaluate()
    {
        using var scope = NewDisposeScope();
        return Report().Total.item<float>();
    }

    [Benchmark]
    public void Evaluate_with_gradients()
    {
        using var scope = NewDisposeScope();
        Report().Total.backward();
    }

    private LossReport Report() => Criterion.Evaluate(_output, _targets, Option<NoisedTargets>.None, _config)
        .Match(report => report, fault => throw new InvalidOperationException(fault.ToString()));
}
