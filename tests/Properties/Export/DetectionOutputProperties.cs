using System.Runtime.InteropServices;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Export;
using StableDino.Foundation;
using StableDino.Onnx;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Export;

/// <summary>Detections inside the file are those of the library's post-processing.</summary>
public class DetectionOutputProperties
{
    [Property(MaxTest = 20)]
    public void They_are_those_of_the_library(int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var random = new Random(seed);
        var (images, queries, classes) = (random.Next(1, 3), random.Next(1, 40), random.Next(1, 5));
        SuppressionConfig suppression = random.Next(2) == 0
            ? new SuppressionConfig.None()
            : new SuppressionConfig.PerClass(0.3f + random.Next(5) / 10f, random.Next(2) * 30);
        var config = new PostProcessingConfig(
            suppression, random.Next(1, 30));
        Score score = random.Next(3) switch
        {
            0 => new Score.Sigmoid(),
            1 => new Score.Softmax(),
            _ => new Score.Softmax(Selection: DetectionSelection.ForegroundPairs),
        };
        var logits = randn(images, queries, classes + 1, generator: generator);
        // close together, so that boxes overlap, and some across the image's edge or outside
        var boxes = cat([
            rand(images, queries, 2, generator: generator) * 0.6 - 0.05,
            rand(images, queries, 2, generator: generator) * 0.4 + 0.01], -1);
        ImageSize[] sizes = [.. Enumerable.Range(0, images).Select(_ => new ImageSize(100, 100))];
        var expected = StableDino.Network.PostProcessing.Select(
            new Predictions(logits.unsqueeze(0), boxes.unsqueeze(0)), score, config, [.. sizes], [.. sizes]);

        using var graph = new OnnxGraph(new GraphOptions());
        var output = new OutputValues(
            graph.Input("logits", ElementType.Single, "b", "q", "c"),
            graph.Input("boxes", ElementType.Single, "b", "q", 4));
        graph.Output(DetectionOutput.Emit(output, score, config), "detections", ElementType.Single, "b", "k", 6);
        using var run = new OnnxRun(graph);
        var rows = run.Run(("logits", logits), ("boxes", boxes))["detections"];
        for (var image = 0; image < images; image++)
        {
            var found = MemoryMarshal.Cast<byte, float>(rows[image].contiguous().bytes).ToArray().Chunk(6)
                .Where(row => row[4] >= 0).ToArray();
            Assert.Equal(expected[image].Boxes.Length, found.Length);
            foreach (var (box, row) in expected[image].Boxes.Zip(found))
            {
                Assert.Equal(box.Class, (int)row[5]);
                Assert.Equal(box.Score, row[4], 1e-5);
                Assert.Equal([box.X0, box.Y0, box.X1, box.Y1], row[..4].Select(share => share * 100),
                    (a, b) => Math.Abs(a - b) < 1e-2);
            }
        }
    }
}
