using System.Collections.Immutable;

namespace StableDino.Onnx;

/// <summary>
/// A tensor that the graph will compute. Its methods add one node each, under the names that tensors' methods have, so
/// that an
/// emitter reads like the <c>forward</c> beside it.
/// </summary>
/// <param name="Graph">The graph it belongs to.</param>
/// <param name="Name">Its name there.</param>
public readonly record struct Value(OnnxGraph Graph, string Name)
{
    /// <summary>Element by element; one broadcasts.</summary>
    public static Value operator +(Value a, Value b) => a.Graph.Apply("Add", a, b);

    /// <inheritdoc cref="op_Addition(Value, Value)"/>
    public static Value operator -(Value a, Value b) => a.Graph.Apply("Sub", a, b);

    /// <inheritdoc cref="op_Addition(Value, Value)"/>
    public static Value operator *(Value a, Value b) => a.Graph.Apply("Mul", a, b);

    /// <inheritdoc cref="op_Addition(Value, Value)"/>
    public static Value operator /(Value a, Value b) => a.Graph.Apply("Div", a, b);

    /// <summary>A float32 value and a number.</summary>
    public static Value operator +(Value a, double b) => a + a.Graph.Single(b);

    /// <inheritdoc cref="op_Addition(Value, double)"/>
    public static Value operator -(Value a, double b) => a - a.Graph.Single(b);

    /// <inheritdoc cref="op_Addition(Value, double)"/>
    public static Value operator *(Value a, double b) => a * a.Graph.Single(b);

    /// <inheritdoc cref="op_Addition(Value, double)"/>
    public static Value operator /(Value a, double b) => a / a.Graph.Single(b);

    /// <summary>A number and a float32 value.</summary>
    public static Value operator -(double a, Value b) => b.Graph.Single(a) - b;

    /// <summary>Element by element.</summary>
    public static Value operator !(Value a) => a.Graph.Apply("Not", a);

    /// <inheritdoc cref="op_LogicalNot(Value)"/>
    public static Value operator &(Value a, Value b) => a.Graph.Apply("And", a, b);

    /// <summary>Whether it is above a number.</summary>
    public static Value operator >(Value a, double b) => a.Graph.Apply("Greater", a, a.Graph.Single(b));

    /// <summary>Whether it is below a number.</summary>
    public static Value operator <(Value a, double b) => a.Graph.Apply("Less", a, a.Graph.Single(b));

    /// <summary>The product of matrices, the last two axes of each.</summary>
    public Value MatMul(Value other) => Graph.Apply("MatMul", this, other);

    /// <summary>The same elements in another shape.</summary>
    public Value Reshape(params Dimension[] sides) => Graph.Apply("Reshape", this, Graph.Shape(sides));

    /// <summary>Repeated along axes of size 1.</summary>
    public Value Expand(params Dimension[] sides) => Graph.Apply("Expand", this, Graph.Shape(sides));

    /// <summary>Axes in another order.</summary>
    public Value Permute(params long[] axes) => Graph.Apply("Transpose", [this], ("perm", axes));

    /// <summary>With further axes of size 1.</summary>
    public Value Unsqueeze(params long[] axes) => Graph.Apply("Unsqueeze", this, Graph.Longs(axes));

    /// <summary>Without an axis of size 1.</summary>
    public Value Squeeze(long axis) => Graph.Apply("Squeeze", this, Graph.Longs(axis));

    /// <summary>The size along an axis, int64 [1].</summary>
    public Value Size(long axis) => axis == -1
        ? Graph.Apply("Shape", [this], ("start", axis))
        : Graph.Apply("Shape", [this], ("start", axis), ("end", axis + 1));

    /// <summary>The whole shape, int64.</summary>
    public Value Shape() => Graph.Apply("Shape", this);

    /// <summary>Elements <paramref name="start"/> to before <paramref name="end"/> along an axis.</summary>
    public Value Slice(long axis, Dimension start, Dimension end, long step = 1) => step == 1
        ? Graph.Apply("Slice", this, start.In(Graph), end.In(Graph), Graph.Longs(axis))
        : Graph.Apply("Slice", this, start.In(Graph), end.In(Graph), Graph.Longs(axis), Graph.Longs(step));

    /// <summary><paramref name="length"/> elements from <paramref name="start"/> on, along an axis.</summary>
    public Value Narrow(long axis, long start, long length) => Slice(axis, start, start + length);

    /// <summary>One element along an axis, which goes.</summary>
    public Value Select(long axis, long index) => Graph.Apply("Gather", [this, Graph.Long(index)], ("axis", axis));

    /// <summary>Elements along an axis by their numbers.</summary>
    public Value Gather(long axis, Value indices) => Graph.Apply("Gather", [this, indices], ("axis", axis));

    /// <summary>Rows of each image: [B, N, …] by int64 [B, K, 1] to [B, K, …].</summary>
    public Value GatherRows(Value indices) => Graph.Apply("GatherND", [this, indices], ("batch_dims", 1L));

    /// <summary>Parts along an axis, of sizes int64 [parts].</summary>
    public ImmutableArray<Value> Split(long axis, Value sizes, int parts) =>
        Graph.ApplyAll("Split", parts, [this, sizes], ("axis", axis));

    /// <summary>Parts along an axis, of known sizes.</summary>
    public ImmutableArray<Value> Split(long axis, params long[] sizes) => sizes.Length == 1
        ? [this]
        : Split(axis, Graph.Longs(sizes), sizes.Length);

    /// <summary>Another element type.</summary>
    public Value To(ElementType type) => Graph.Apply("Cast", [this], ("to", (long)type));

    /// <summary>max(x, 0).</summary>
    public Value Relu() => Graph.Apply("Relu", this);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public Value Sigmoid() => Graph.Apply("Sigmoid", this);

    /// <summary>x · Φ(x): an operator from opset 20 on, its formula before.</summary>
    public Value Gelu() => Graph.Options.Opset >= 20
        ? Graph.Apply("Gelu", this)
        : this * (Graph.Apply("Erf", this * Math.Sqrt(0.5)) + 1) * 0.5;

    /// <summary>What a division of whole numbers leaves; int64, nothing below 0.</summary>
    public Value Modulo(long divisor) => Graph.Apply("Mod", this, Graph.Longs(divisor));

    /// <summary>Zeros at the end of axes.</summary>
    /// <param name="rank">Axes that there are.</param>
    /// <param name="more">Which axes, and by how much, int64 [1].</param>
    public Value PadEnds(int rank, params (int Axis, Value Amount)[] more)
    {
        var graph = Graph;
        var ends = Enumerable.Range(0, rank).Select(axis => more
            .Where(pad => pad.Axis == axis).Select(pad => pad.Amount).DefaultIfEmpty(graph.Longs(0)).First());
        return Graph.Apply("Pad", this, Graph.Concat(0, [Graph.Longs(new long[rank]), .. ends]));
    }

    /// <summary>The same elements, moved on along an axis; those that leave one end come in at the other.</summary>
    public Value Roll(long axis, long places) => Graph.Concat(
        axis, Slice(axis, -places, long.MaxValue), Slice(axis, 0, -places));

    /// <summary>The natural logarithm.</summary>
    public Value Log() => Graph.Apply("Log", this);

    /// <summary>The largest whole number that is not above.</summary>
    public Value Floor() => Graph.Apply("Floor", this);

    /// <summary>Not below a number.</summary>
    public Value ClampMin(double least) => Graph.Apply("Max", this, Graph.Single(least));

    /// <summary>Between two numbers.</summary>
    public Value Clamp(double least, double most) =>
        Graph.Apply("Clip", this, Graph.Single(least), Graph.Single(most));

    /// <summary>Shares along an axis.</summary>
    public Value Softmax(long axis) => Graph.Apply("Softmax", [this], ("axis", axis));

    /// <summary>The sum along an axis.</summary>
    public Value Sum(long axis, bool keep = false) =>
        Graph.Apply("ReduceSum", [this, Graph.Longs(axis)], ("keepdims", keep ? 1L : 0));

    /// <summary>The mean along an axis.</summary>
    public Value Mean(long axis, bool keep = false) => Graph.Reduce("ReduceMean", this, axis, keep);

    /// <summary>The largest along an axis.</summary>
    public Value Max(long axis, bool keep = false) => Graph.Reduce("ReduceMax", this, axis, keep);

    /// <summary>The least along an axis.</summary>
    public Value Min(long axis, bool keep = false) => Graph.Reduce("ReduceMin", this, axis, keep);

    /// <summary>The running sum along an axis.</summary>
    public Value CumSum(long axis) => Graph.Apply("CumSum", this, Graph.Long(axis));

    /// <summary>A number wherever <paramref name="mask"/> is true.</summary>
    public Value MaskedFill(Value mask, double number) => Graph.Apply("Where", mask, Graph.Single(number), this);

    /// <summary>A number wherever <paramref name="mask"/> is false.</summary>
    public Value KeptWhere(Value mask, double number) => Graph.Apply("Where", mask, this, Graph.Single(number));

    /// <summary>The <paramref name="count"/> largest along an axis, falling: values, and indices int64.</summary>
    public (Value Values, Value Indices) TopK(Value count, long axis)
    {
        var both = Graph.ApplyAll("TopK", 2, [this, count], ("axis", axis), ("largest", 1L), ("sorted", 1L));
        return (both[0], both[1]);
    }
}
