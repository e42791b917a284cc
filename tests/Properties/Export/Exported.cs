using StableDino.Onnx;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Properties.Export;

/// <summary>A module and what it writes into a graph, side by side.</summary>
internal static class Exported
{
    /// <summary>Deviation of a value, over its largest, that a graph may have.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>The same for a whole backbone, in which some fifty layers round.</summary>
    public const double NetworkTolerance = 3e-5;

    /// <summary>Weights far from their starting values, so that no path is a zero; in evaluation.</summary>
    public static T Shaken<T>(T module, Generator generator, double noise = 0.3) where T : Module
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        foreach (var parameter in module.parameters())
            parameter.add_(randn(parameter.shape, generator: generator) * noise);
        foreach (var (name, buffer) in module.named_buffers())
        {
            if (name.EndsWith("running_var", StringComparison.Ordinal))
                buffer.copy_(rand(buffer.shape, generator: generator) + 0.5);
            else if (name.EndsWith("running_mean", StringComparison.Ordinal))
                buffer.copy_(randn(buffer.shape, generator: generator) * 0.2);
        }

        module.eval();
        return module;
    }

    /// <summary>Runs a graph whose inputs have no fixed side, and compares what comes out.</summary>
    /// <param name="inputs">Inputs in the order in which <paramref name="emit"/> gets them.</param>
    /// <param name="emit">Writes the module; gives its outputs.</param>
    /// <param name="expected">What <c>forward</c> gives.</param>
    /// <param name="options">The graph's options.</param>
    /// <param name="tolerance">Deviation of a value, over its largest, that is allowed.</param>
    public static void Agrees(
        Tensor[] inputs, Func<Value[], Value[]> emit, Tensor[] expected, GraphOptions? options = null,
        double tolerance = Tolerance)
    {
        using var graph = new OnnxGraph(options ?? new GraphOptions());
        var values = inputs.Select((tensor, i) => graph.Input($"in{i}", TypeOf(tensor),
            [.. Enumerable.Range(0, (int)tensor.dim()).Select(axis => (Side)$"in{i}_{axis}")])).ToArray();
        foreach (var (value, i) in emit(values).Select((value, i) => (value, i)))
            graph.Output(value, $"out{i}", TypeOf(expected[i]),
                [.. Enumerable.Range(0, (int)expected[i].dim()).Select(axis => (Side)$"out{i}_{axis}")]);
        using var run = new OnnxRun(graph);
        var results = run.Run([.. inputs.Select((tensor, i) => ($"in{i}", tensor))]);
        for (var i = 0; i < expected.Length; i++) Close(expected[i], results[$"out{i}"], $"output {i}", tolerance);
    }

    /// <summary>Fails where two tensors differ by more than the tolerance over the largest value.</summary>
    public static void Close(Tensor expected, Tensor actual, string what, double tolerance = Tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        if (expected.numel() == 0) return;
        var deviation = Deviation(expected, actual);
        Assert.True(deviation <= tolerance, $"{what}: {deviation:E1}, more than {tolerance:E1}");
    }

    /// <summary>The largest difference over the largest value, or over 1; infinities must agree.</summary>
    public static double Deviation(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (expected.to(float64), actual.to(float64));
        var difference = where(a.eq(b), zeros_like(a), (a - b).abs());
        var largest = where(a.isfinite(), a.abs(), zeros_like(a)).max().item<double>();
        var most = difference.max().item<double>() / Math.Max(1, largest);
        return double.IsNaN(most) ? double.PositiveInfinity : most;
    }

    private static ElementType TypeOf(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Bool => ElementType.Boolean,
        ScalarType.Int64 => ElementType.Int64,
        _ => ElementType.Single,
    };
}
