using System.Diagnostics;
using System.Globalization;
using LanguageExt;
using StableDino.Pipeline;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Benchmarks;

/// <summary>
/// Processor time of each stage of the small detector by itself, forward and backward: medians on one batch of noise.
/// </summary>
public static class PartTimes
{
    public static int Run(int batch, int side, int repeats)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(60);
        var graph = new StableDinoTinyGraph(classes: 8);
        graph.train();
        var images = randn([batch, 3, side, side]);
        var padding = zeros([batch, side, side], dtype: @bool);
        var features = graph.Backbone.call(images);
        var pyramid = graph.Neck.call(Leaf(features), padding);
        var tokens = graph.Flatten.call(Leaf(pyramid));
        var memory = graph.Encoder.call(Leaf(tokens));
        var proposed = graph.Selection.call(Leaf(memory), graph.Heads);
        var states = graph.Decoder.call(proposed.Queries, Leaf(memory), graph.Heads);

        Time("backbone", repeats, () => graph.Backbone.call(images).Maps);
        Time("neck", repeats, () => graph.Neck.call(Leaf(features), padding).Maps);
        Time("flatten", repeats, () => [graph.Flatten.call(Leaf(pyramid)).Tokens]);
        Time("encoder", repeats, () => [graph.Encoder.call(Leaf(tokens)).Memory]);
        Time("selection", repeats, () =>
        {
            var chosen = graph.Selection.call(Leaf(memory), graph.Heads).Proposals;
            return [chosen.Logits, chosen.Boxes];
        });
        Time("decoder", repeats, () => [graph.Decoder.call(proposed.Queries, Leaf(memory), graph.Heads).States]);
        Time("heads", repeats, () =>
        {
            var said =
                graph.Heads.call(
                    states with { States = Leaf(states.States),
                        References = [.. states.References.Select(reference => reference.detach())] },
                    proposed.Proposals).Layers;
            return [said.Logits, said.Boxes];
        });
        return 0;
    }

    private static Tensor Leaf(Tensor t) => t.detach().requires_grad_();

    private static BackboneFeatures Leaf(BackboneFeatures f) => new([.. f.Maps.Select(Leaf)]);

    private static FeaturePyramid Leaf(FeaturePyramid p) => p with { Maps = [.. p.Maps.Select(Leaf)] };

    private static TokenSequence Leaf(TokenSequence s) => s with { Tokens = Leaf(s.Tokens) };

    private static EncoderMemory Leaf(EncoderMemory m) => m with { Memory = Leaf(m.Memory), Tokens = Leaf(m.Tokens) };

    private static void Time(string name, int repeats, Func<IEnumerable<Tensor>> forward)
    {
        var times = Enumerable.Range(0, repeats + 2).Select(_ =>
        {
            using var scope = NewDisposeScope();
            var start = Processor();
            var outputs = forward().ToArray();
            var middle = Processor();
            autograd.backward(outputs, [.. outputs.Select(o => ones_like(o))]);
            return (Forward: middle - start, Backward: Processor() - middle);
        }).Skip(2).ToArray();
        double Median(Func<(double Forward, double Backward), double> pick) =>
            times.Select(pick).Order().ElementAt(repeats / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-10} forward {Median(t => t.Forward),7:0.0} ms, backward {Median(t => t.Backward),7:0.0} ms "
            + $"processor"));
    }

    private static double Processor() => Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds;
}
