using System.Collections.Immutable;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Onnx;

/// <summary>
/// A graph of ONNX operators while modules write themselves into it: nodes, constants, inputs and outputs. It borrows
/// the modules'
/// weights until its file is written, and owns what was made of them.
/// </summary>
public sealed class OnnxGraph : IDisposable
{
    private const long LeastHalved = 1024;

    private readonly Dictionary<Module, string> paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Value> numbers = [];
    private readonly Dictionary<Tensor, Dictionary<string, Value>> weights = new(ReferenceEqualityComparer.Instance);
    private readonly System.Collections.Generic.HashSet<string> names = [];
    private readonly List<Tensor> owned = [];
    private readonly List<GraphNode> nodes = [];
    private readonly List<Initialiser> initialisers = [];
    private readonly List<GraphPort> inputs = [];
    private readonly List<GraphPort> outputs = [];
    private string scope = "";

    /// <summary>An empty graph.</summary>
    /// <param name="options">What every module follows.</param>
    /// <param name="root">The module whose parts give nodes and weights their names.</param>
    public OnnxGraph(GraphOptions options, Module? root = null)
    {
        Options = options;
        if (root is null) return;
        foreach (var (path, module) in root.named_modules()) paths.TryAdd(module, path);
    }

    /// <summary>What every module follows.</summary>
    public GraphOptions Options { get; }

    /// <summary>Inputs in order.</summary>
    public IReadOnlyList<GraphPort> Inputs => inputs;

    /// <summary>Outputs in order.</summary>
    public IReadOnlyList<GraphPort> Outputs => outputs;

    /// <summary>How often each operator occurs, by name.</summary>
    public ImmutableSortedDictionary<string, int> Operators =>
        nodes.GroupBy(node => node.Operator).ToImmutableSortedDictionary(group => group.Key, group => group.Count());

    /// <summary>Bytes of all constants.</summary>
    public long ConstantBytes => initialisers.Sum(constant => constant.Length);

    internal IReadOnlyList<GraphNode> Nodes => nodes;

    internal IReadOnlyList<Initialiser> Initialisers => initialisers;

    /// <summary>Until it is disposed, nodes and weights are named after a module.</summary>
    /// <param name="module">A part of the root; another leaves names as they are.</param>
    public IDisposable Within(Module module) => Within(paths.GetValueOrDefault(module, scope));

    /// <summary>Until it is disposed, nodes and weights are named after a place.</summary>
    /// <param name="place">The place; dots separate its steps.</param>
    public IDisposable Within(string place)
    {
        var before = scope;
        scope = place;
        return new Leaving(() => scope = before);
    }

    /// <summary>An input of the graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="sides">Its shape.</param>
    public Value Input(string name, ElementType type, params Side[] sides)
    {
        inputs.Add(new(name, type, [.. sides]));
        names.Add(name);
        return new(this, name);
    }

    /// <summary>Makes a value an output of the graph.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">Name of the output.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="sides">Its shape.</param>
    public void Output(Value value, string name, ElementType type, params Side[] sides)
    {
        names.Add(name);
        nodes.Add(new(name, "Identity", [value.Name], [name], []));
        outputs.Add(new(name, type, [.. sides]));
    }

    /// <summary>One node without attributes.</summary>
    public Value Apply(string operation, params Value[] inputs) => ApplyAll(operation, 1, inputs)[0];

    /// <summary>One node with attributes: integers, floats, texts or lists of integers.</summary>
    public Value Apply(string operation, Value[] inputs, params (string Name, object Value)[] attributes) =>
        ApplyAll(operation, 1, inputs, attributes)[0];

    /// <summary>One node with several outputs.</summary>
    public ImmutableArray<Value> ApplyAll(
        string operation, int count, Value[] inputs, params (string Name, object Value)[] attributes)
    {
        var name = Unique($"{scope}/{operation}");
        ImmutableArray<string> results =
            [.. Enumerable.Range(0, count).Select(i => i == 0 ? name : Unique($"{name}:{i}"))];
        nodes.Add(new(name, operation, [.. inputs.Select(input => input.Name ?? "")], results, [.. attributes]));
        return [.. results.Select(result => new Value(this, result))];
    }

    /// <summary>A reduction along one axis, whose place in a node depends on the opset.</summary>
    internal Value Reduce(string operation, Value value, long axis, bool keep) => Options.Opset >= 18
        ? Apply(operation, [value, Longs(axis)], ("keepdims", keep ? 1L : 0))
        : Apply(operation, [value], ("axes", new[] { axis }), ("keepdims", keep ? 1L : 0));

    /// <summary>A weight as it is; the same tensor is stored once.</summary>
    /// <param name="name">Its name within the module.</param>
    /// <param name="tensor">The weight; borrowed until the file is written.</param>
    public Value Weight(string name, Tensor tensor) => Weight(name, tensor, static weight => weight);

    /// <summary>What is made of a weight: transposed, or folded with others. It is made and stored once.</summary>
    /// <param name="name">Its name within the module.</param>
    /// <param name="source">The weight.</param>
    /// <param name="form">Makes it.</param>
    public Value Weight(string name, Tensor source, Func<Tensor, Tensor> form)
    {
        if (!weights.TryGetValue(source, out var made)) weights[source] = made = [];
        return made.TryGetValue(name, out var known) ? known : made[name] = Made(name, source, form);
    }

    /// <summary>A constant that is no weight, float32; under one key it is made and stored once.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="make">Makes it.</param>
    public Value Constant(string key, Func<Tensor> make)
    {
        if (numbers.TryGetValue(key, out var known)) return known;
        using var everything = NewDisposeScope();
        var tensor = make().to(float32).contiguous().alias();
        owned.Add(tensor.DetachFromDisposeScope());
        return numbers[key] = Store(Initialiser.Of(Unique(key), tensor, ElementType.Single));
    }

    /// <summary>A float32 number, [].</summary>
    public Value Single(double number)
    {
        var value = (float)number;
        return Number($"single {value:R}", [], ElementType.Single, MemoryMarshal.AsBytes<float>(new[] { value }));
    }

    /// <summary>A float32 number, [1]: what some operators ask for.</summary>
    public Value Singles(double number)
    {
        var value = (float)number;
        return Number($"singles {value:R}", [1], ElementType.Single, MemoryMarshal.AsBytes<float>(new[] { value }));
    }

    /// <summary>An int64 number, [].</summary>
    public Value Long(long number) =>
        Number($"long {number}", [], ElementType.Int64, MemoryMarshal.AsBytes<long>(new[] { number }));

    /// <summary>int64 numbers, [N].</summary>
    public Value Longs(params long[] values) =>
        Number($"longs {string.Join(" ", values)}", [values.Length], ElementType.Int64,
            MemoryMarshal.AsBytes<long>(values));

    /// <summary>A shape, int64 [N].</summary>
    public Value Shape(params Dimension[] sides) => sides.All(side => side.Number is not null)
        ? Longs([.. sides.Select(side => side.Number!.Value)])
        : Concat(0, [.. sides.Select(side => side.In(this))]);

    /// <summary>Values side by side along an axis.</summary>
    public Value Concat(long axis, params Value[] values) =>
        values.Length == 1 ? values[0] : Apply("Concat", values, ("axis", axis));

    /// <summary>0, 1, … below <paramref name="count"/> (int64 [1]), as int64 [count].</summary>
    public Value Range(Value count) => Apply("Range", Long(0), count.Squeeze(0), Long(1));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in owned) tensor.Dispose();
    }

    private Value Made(string name, Tensor source, Func<Tensor, Tensor> form)
    {
        using var everything = NewDisposeScope();
        using var silent = no_grad();
        var half = Options.HalfWeights && source.numel() >= LeastHalved;
        var tensor = form(source.detach()).to(half ? float16 : float32).cpu().contiguous().alias();
        owned.Add(tensor.DetachFromDisposeScope());
        var stored = Store(Initialiser.Of(
            Unique($"{scope}.{name}"), tensor, half ? ElementType.Half : ElementType.Single));
        return half ? stored.To(ElementType.Single) : stored;
    }

    private Value Number(string key, ImmutableArray<long> shape, ElementType type, ReadOnlySpan<byte> bytes) =>
        numbers.TryGetValue(key, out var known)
            ? known
            : numbers[key] = Store(Initialiser.Of(Unique(key), shape, type, bytes.ToArray()));

    private Value Store(Initialiser constant)
    {
        initialisers.Add(constant);
        return new(this, constant.Name);
    }

    // Names in a graph are unique; a second node of a kind in a module gets a number.
    private string Unique(string name)
    {
        if (names.Add(name)) return name;
        for (var i = 1; ; i++)
        {
            if (names.Add($"{name}_{i}")) return $"{name}_{i}";
        }
    }

    private sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
