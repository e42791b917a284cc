using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Comparison of a module with recorded numbers.</summary>
internal static class Parity
{
    /// <summary>
    /// The bar for single modules: ten times the rounding of float32, relative to the largest expected value.
    /// </summary>
    public const double ModuleBar = 5e-6;

    /// <summary>
    /// Fills a module's state from the tensors below a prefix; both must hold the same names and shapes, but for names
    /// said not to be recorded.
    /// </summary>
    public static T Loaded<T>(
        this T module, GoldenFile file, string prefix, Func<string, bool>? leaveOut = null, string notRecorded = "\0")
        where T : nn.Module
    {
        using var silent = no_grad();
        using var scope = NewDisposeScope();
        var recorded = file.Below(prefix).Where(pair => leaveOut?.Invoke(pair.Name) != true)
            .ToDictionary(pair => pair.Name, pair => pair.Value);
        var state = module.state_dict().Where(pair => !pair.Key.StartsWith(notRecorded, StringComparison.Ordinal))
            .ToDictionary();
        Assert.Equal(recorded.Keys.Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in state)
        {
            Assert.Equal(recorded[name].shape, tensor.shape);
            tensor.copy_(recorded[name]);
        }

        return module;
    }

    /// <summary>
    /// Largest difference over the largest expected magnitude (at least <paramref name="least"/>), with one failure
    /// text for both.
    /// </summary>
    public static void Close(Tensor expected, Tensor actual, double bar, string what, double least = 1)
    {
        using var scope = NewDisposeScope();
        Assert.True(expected.shape.SequenceEqual(actual.shape),
            $"{what}: shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}]");
        if (expected.numel() == 0) return;
        var scale = Math.Max(least, expected.abs().max().to_type(ScalarType.Float64).item<double>());
        var difference = (expected - actual).abs().max().to_type(ScalarType.Float64).item<double>() / scale;
        Assert.True(difference <= bar, $"{what}: off by {difference:e2} of {scale:g3}, allowed {bar:e1}");
    }

    /// <summary>The value that a test knows to be there.</summary>
    public static T Value<T>(this LanguageExt.Option<T> option) =>
        option.IfNone(() => throw new Xunit.Sdk.XunitException("there is no value"));

    /// <summary>Exact equality.</summary>
    public static void Same(Tensor expected, Tensor actual, string what)
    {
        using var scope = NewDisposeScope();
        Assert.True(expected.shape.SequenceEqual(actual.shape) && expected.eq(actual).all().item<bool>(),
            $"{what} differs");
    }

    /// <summary>
    /// Gradients of a module's parameters against those recorded below a prefix, if any, each relative to its own
    /// largest entry.
    /// </summary>
    public static void Gradients(nn.Module module, GoldenFile file, string id, string prefix)
    {
        var parameters = module.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        var recorded = file.Below(prefix).ToList();
        foreach (var (name, expected) in recorded)
        {
            var gradient = parameters[name].grad;
            Assert.True(gradient is not null, $"{name} has no gradient");
            file.Compare(id, Noise.Module, expected, gradient!, $"gradient of {name}");
        }
    }
}
