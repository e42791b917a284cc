using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Onnx;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Export;

/// <summary>Whole small detectors: the wiring that the compiler writes from the edges of <c>forward</c>.</summary>
[Collection(GlobalRandomness.Name)]
public class DetectorExportTests
{
    private const int Classes = 3;

    private static readonly IReadOnlyDictionary<string, DetectorDefinition> Small = Core.CompiledDetectors.All
        .Where(definition => definition.Name.Contains("tiny", StringComparison.Ordinal))
        .Concat(CompiledDetectors.All).ToDictionary(definition => definition.Name);

    public static TheoryData<string> Names { get; } =
        new(Small.Values.Where(definition => definition.ExportObstacle.Length == 0)
            .Select(definition => definition.Name));

    /// <summary>
    /// The content of a query may not depend on its rank, since rounding exchanges ranks of near scores; so the
    /// contents of all ranks are made one, and each query is compared with the one that is nearest to it.
    /// </summary>
    [Theory, MemberData(nameof(Names))]
    public void A_detector_agrees_with_its_file(string name)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(11, CPU);
        manual_seed(11);
        using var detector = Exported.Shaken(Small[name].Build(Classes), generator, 0.05);
        foreach (var (path, parameter) in detector.named_parameters())
        {
            if (path is "selection.tgt_embed.weight" or "selection.query_embedding.weight")
                parameter.copy_(parameter.narrow(0, 0, 1).expand(parameter.shape).clone());
        }

        var padded = detector.Config.EvaluationPadding == PaddingPolicy.Masked;
        using var graph = new OnnxGraph(new GraphOptions(), detector);
        var pixels = graph.Input("images", ElementType.Single, "batch", 3, "height", "width");
        Value? padding = padded ? graph.Input("padding", ElementType.Boolean, "batch", "height", "width") : null;
        var output = detector.Emit(new ImageValues(pixels, padding));
        graph.Output(output.Logits, "logits", ElementType.Single, "batch", "queries", "scores");
        graph.Output(output.Boxes, "boxes", ElementType.Single, "batch", "queries", 4);
        using var run = new OnnxRun(graph);
        foreach (ImageSize[] sizes in new[] { new[] { new ImageSize(128, 160) }, [new(97, 161), new(120, 90)] })
        {
            if (!padded && sizes.Length > 1) continue;
            var batch = Images(generator, sizes);
            var expected = detector.call(batch, Option<NoisedTargets>.None).Layers;
            (string, Tensor)[] inputs = padded
                ? [("images", batch.Pixels), ("padding", batch.Padding)]
                : [("images", batch.Pixels)];
            var actual = run.Run(inputs);
            var (far, further) = Apart(
                (expected.Logits[-1], expected.Boxes[-1]), (actual["logits"], actual["boxes"]));
            Assert.True(far <= 1, $"a query of the library is {far:E1} tolerances from the nearest of the file");
            Assert.True(further <= 1, $"a query of the file is {further:E1} tolerances from the library's nearest");
        }
    }

    [Fact]
    public void What_cannot_be_exported_says_why()
    {
        Assert.Contains("suppressed", Small["by-overlap"].ExportObstacle, StringComparison.Ordinal);
        using var detector = Small["by-overlap"].Build(Classes);
        using var graph = new OnnxGraph(new GraphOptions(), detector);
        var pixels = graph.Input("images", ElementType.Single, 1, 3, 64, 64);
        Assert.Throws<NotSupportedException>(() => detector.Emit(new ImageValues(pixels)));
    }

    // The largest distance of a query to the nearest of the other side, both ways, in tolerances: 2e-5 of a box and
    // 5e-5 of the largest logit.
    private static (double, double) Apart((Tensor Logits, Tensor Boxes) one, (Tensor Logits, Tensor Boxes) other)
    {
        var largest = Math.Max(1, one.Logits.abs().max().item<float>());
        Tensor Scaled((Tensor Logits, Tensor Boxes) side) =>
            cat([side.Logits / (5e-5 * largest), side.Boxes / 2e-5], -1);
        var distance = (Scaled(one).unsqueeze(2) - Scaled(other).unsqueeze(1)).abs().amax(-1);
        return (distance.amin(2).max().item<float>(), distance.amin(1).max().item<float>());
    }

    private static ImageBatch Images(Generator generator, ImageSize[] sizes)
    {
        var (height, width) = (sizes.Max(size => size.Height), sizes.Max(size => size.Width));
        var padding = ones(sizes.Length, height, width, ScalarType.Bool);
        for (var i = 0; i < sizes.Length; i++)
            padding[i].narrow(0, 0, sizes[i].Height).narrow(1, 0, sizes[i].Width).fill_(false);
        return new ImageBatch(
            randn(sizes.Length, 3, height, width, generator: generator) * padding.unsqueeze(1).logical_not(), padding,
            [.. sizes]);
    }
}
