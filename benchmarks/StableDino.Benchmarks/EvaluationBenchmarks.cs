using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Properties.Evaluation;

namespace StableDino.Benchmarks;

/// <summary>
/// COCO box metrics of the recorded workload: 100 detections an image, 80 classes. The official toolbox takes 39.4 s
/// for 5,000 images.
/// </summary>
[MemoryDiagnoser]
public class EvaluationBenchmarks
{
    private (CocoAnnotations Target, ImmutableArray<Detection> Detections) _scenes;

    [Params(500, 5000)]
    public int Images { get; set; }

    [GlobalSetup]
    public void Make() => _scenes = SpeedScenes.Make(Images);

    [Benchmark]
    public EvaluationResult Evaluate() =>
        CocoEvaluator.Evaluate(_scenes.Target, _scenes.Detections, EvaluationParameters.Boxes);
}
