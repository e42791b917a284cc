extern alias core;
using System.Collections.Immutable;
using core::StableDino.Configuration;
using core::StableDino.Objective;
using core::StableDino.Pipeline;
using core::StableDino.Foundation;
using core::StableDino.Network;
using core::StableDino.Zoo;
using LanguageExt;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Snapshots.Differential;

/// <summary>Builds a compiled detector and holds it to what its constants say.</summary>
internal static class GraphCheck
{
    private const int Classes = 3;
    private const int Height = 64;
    private const int Width = 96;

    /// <summary>What is not as declared, in words; empty for a sound graph.</summary>
    public static ImmutableArray<string> Faults(DetectorDefinition definition)
    {
        try
        {
            using var scope = NewDisposeScope();
            using var graph = definition.Build(Classes);
            return [.. Constants(definition, graph), .. Shapes(definition, graph), .. Training(definition, graph)];
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return [$"{thrown.GetType().Name}: {thrown.Message}"];
        }
    }

    private static IEnumerable<string> Constants(DetectorDefinition definition, Detector graph)
    {
        var listed = definition.Parameters(Classes).Where(p => p.Kind != ParameterKind.Alias)
            .Select(p => $"{p.OwnName} [{string.Join(", ", p.Shape)}]").ToHashSet();
        var state = graph.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]")
            .ToHashSet();
        foreach (var missing in listed.Except(state))
            yield return $"listed but not built: {missing}";
        var count = graph.parameters().DistinctBy(p => p.Handle).Sum(p => p.numel());
        if (count != definition.ParameterCount(Classes))
            yield return $"{definition.ParameterCount(Classes)} parameters listed, {count} built";
        if (definition.Stages.Sum(s => s.Parameters) != definition.ParameterCount(definition.Config.Classes))
            yield return "the stage table does not sum to the parameter count";
    }

    private static IEnumerable<string> Shapes(DetectorDefinition definition, Detector graph)
    {
        using var quiet = no_grad();
        graph.eval();
        var output = graph.call(Images(), Option<NoisedTargets>.None);
        var layers = definition.Config.Decoder.Layers
            + (definition.Config.Masks is MaskConfig.PixelEmbedding { InitialPrediction: true } ? 1 : 0);
        var queries = definition.Config.Queries.Reference is QueryReference.Proposals
            ? Math.Min(definition.Config.Queries.Count, Tokens(definition)) : definition.Config.Queries.Count;
        foreach (var fault in Differs("logits", output.Layers.Logits, layers, 2, queries,
            definition.Config.Heads.Score is Score.Softmax ? Classes + 1 : Classes)
            .Concat(Differs("boxes", output.Layers.Boxes, layers, 2, queries, 4)))
            yield return fault;
        foreach (var fault in output is MaskOutput { Masks: var masks }
            && definition.Config.Masks is MaskConfig.PixelEmbedding form
            ? Differs("mask embeddings", masks.Layers, layers, 2, queries, form.Width)
                .Concat(Differs("masks", masks.Last(), 2, queries, Cells(Height, FirstStage(definition)),
                    Cells(Width, FirstStage(definition))))
            : output is MaskOutput == definition.Config.Masks is MaskConfig.PixelEmbedding
            ? []
            : ["the output has masks and the configuration none, or the other way round"])
            yield return fault;
        if (!output.Branches.IsEmpty)
            yield return "queries of further branches in evaluation";
    }

    private static IEnumerable<string> Training(DetectorDefinition definition, Detector graph)
    {
        graph.train();
        var targets = new Targets(tensor(new long[] { 0, 2, 1 }),
            tensor(new[,] { { 0.3f, 0.4f, 0.2f, 0.3f }, { 0.6f, 0.5f, 0.4f, 0.2f }, { 0.5f, 0.5f, 0.9f, 0.8f } }),
            [2, 1]);
        using var generator = new Generator(5);
        var noised = DenoisingQueries.Draw(definition.Config, targets, Classes, generator);
        var output = graph.call(Images(), noised);
        if (output.Branches.Any(branch =>
            definition.Config.Branches[branch.Branch] is BranchConfig.ContrastiveDenoising
                or BranchConfig.DenoisingGroups or BranchConfig.PositiveDenoising)
            != noised.Exists(queries => queries.Count > 0))
            yield return "denoising queries went in and did not come out";
        var target = zeros([3, Height, Width], ScalarType.Bool);
        target[0, TensorIndex.Slice(5, 30), TensorIndex.Slice(10, 60)] = true;
        target[2, TensorIndex.Slice(8, 20)] = true;                                   // the second has no pixel
        var masks = definition.Config.Masks is MaskConfig.PixelEmbedding form
            ? new MaskSupervision(new InstanceMasks(target), new SeededMaskDraws(form.Points, generator, CPU))
            : Option<MaskSupervision>.None;
        var report = Criterion.Evaluate(output, targets, noised, definition.Config, certify: true, masks: masks);
        if (report.Case is not LossReport losses)
        {
            yield return $"the loss: {report}";
            yield break;
        }
        losses.Total.backward();
        if (!losses.Total.isfinite().item<bool>())
            yield return "the loss is not finite";
        if (graph.parameters().Any(p => p.grad is { } g && !g.isfinite().all().item<bool>()))
            yield return "a gradient is not finite";
    }

    private static int Tokens(DetectorDefinition definition)
    {
        var first = FirstStage(definition) + (definition.Config.Masks is MaskConfig.PixelEmbedding ? 1 : 0);
        // fewer, from stage 5 on
        var halving = definition.Config.Backbone is BackboneConfig.ResNet { DilatedLastStage: true } ? 1 : 0;
        return Enumerable.Range(first, definition.Config.Neck.Levels)
            .Select(stage => stage >= 5 ? stage - halving : stage)
            .Sum(stage => Cells(Height, stage) * Cells(Width, stage));
    }

    private static int FirstStage(DetectorDefinition definition) =>
        definition.Config.Backbone switch { BackboneConfig.ResNet r => r.FirstStage,
        BackboneConfig.Swin s => s.FirstStage, BackboneConfig.FocalNet f => f.FirstStage, _ => 3 };

    private static int Cells(int pixels, int stage) =>
        Enumerable.Range(0, stage).Aggregate(pixels, (side, _) => (side + 1) / 2);

    private static IEnumerable<string> Differs(string name, Tensor actual, params long[] expected) =>
        actual.shape.SequenceEqual(expected)
            ? []
            : [$"{name} are [{string.Join(", ", actual.shape)}], declared [{string.Join(", ", expected)}]"];

    private static ImageBatch Images()
    {
        using var generator = new Generator(3);
        var padding = zeros([2, Height, Width], ScalarType.Bool);
        padding[1, TensorIndex.Slice(48)] = true;
        return new ImageBatch(
            rand([2, 3, Height, Width], generator: generator), padding, [new(Height, Width), new(48, Width)]);
    }
}
