using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>A parameter inside a stage, before naming.</summary>
/// <param name="Name">Its name below the stage.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Kind">Weight, Buffer or Alias.</param>
/// <param name="IsAtRoot">Whether the official checkpoint has it at its root instead of below the stage.</param>
/// <param name="Of">Name of the part that it is a second name of; empty where it is none.</param>
internal sealed record Part(
    string Name, EquatableArray<Dimension> Shape, string Kind = ParameterModel.Weight, bool IsAtRoot = false,
    string Of = "")
{
    /// <summary>Numbers in it, for a class count.</summary>
    public long Count(int classes) => Shape.Aggregate(1L, (product, side) => product * side.For(classes));

    public static Part Weight(string name, params Dimension[] shape) => new(name, shape.ToEquatable());

    public static Part Buffer(string name, params Dimension[] shape) =>
        new(name, shape.ToEquatable(), ParameterModel.Buffer);

    /// <summary>Weight and bias of a linear map.</summary>
    public static IEnumerable<Part> Linear(string name, Dimension input, Dimension output, bool bias = true)
    {
        yield return Weight($"{name}.weight", output, input);
        if (bias)
            yield return Weight($"{name}.bias", output);
    }

    /// <summary>Weight and bias of a convolution.</summary>
    public static IEnumerable<Part> Convolution(string name, Dimension input, Dimension output, int kernel) =>
        [Weight($"{name}.weight", output, input, kernel, kernel), Weight($"{name}.bias", output)];

    /// <summary>Weight and bias of a layer or group normalisation.</summary>
    public static IEnumerable<Part> Norm(string name, int width) =>
        [Weight($"{name}.weight", width), Weight($"{name}.bias", width)];

    /// <summary>An MLP <c>layers.0</c> … of equal hidden widths.</summary>
    public static IEnumerable<Part> Mlp(string name, int input, int hidden, int output, int layers) =>
        Enumerable.Range(0, layers).SelectMany(i =>
            Linear($"{name}.layers.{i}", i == 0 ? input : hidden, i == layers - 1 ? output : hidden));
}
