using System.Collections.Immutable;
using LanguageExt;
using static StableDino.Checkpoints.PickleValue;

namespace StableDino.Checkpoints;

/// <summary>
/// The names that weight files use, and what each means as data. A name is compared with this table and with nothing
/// else; what is not in
/// it cannot be named, called or filled.
/// </summary>
internal static class KnownCalls
{
    /// <summary>Whether a global may be named at all.</summary>
    public static bool IsKnown(string module, string name) => (module, name) switch
    {
        ("torch" or "torch.cuda", _) when ElementTypes.OfStorage(name) is not null => true,
        ("torch._utils", "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_parameter"
            or "_rebuild_parameter_with_state") => true,
        ("torch._tensor", "_rebuild_from_type_v2") or ("torch.nn.parameter", "Parameter") or ("torch", "Tensor") =>
            true,
        ("torch", "Size" or "device") => true,
        ("collections", "OrderedDict" or "Counter" or "defaultdict") => true,
        ("argparse", "Namespace") => true,
        ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct" or "scalar") => true,
        ("numpy", "ndarray" or "dtype") => true,
        ("_codecs", "encode") => true,
        ("pathlib", "PosixPath" or "WindowsPath" or "PurePosixPath") => true,
        ("copy_reg" or "copyreg", "_reconstructor") => true,
        ("__builtin__" or "builtins", "object" or "set" or "frozenset" or "list" or "dict" or "int" or "float") => true,
        _ => false,
    };

    /// <summary>What a call means.</summary>
    /// <param name="callee">A name of the table.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Either<string, PickleValue> Call(Global callee, ImmutableArray<PickleValue> arguments) =>
        (callee.Name, arguments.ToArray()) switch
        {
            ("_rebuild_tensor_v2", [Storage storage, Integer offset, PickleValue.Tuple shape, PickleValue.Tuple strides,
                ..]) => View(storage, offset, shape, strides),
            ("_rebuild_tensor", [Storage storage, Integer offset, PickleValue.Tuple shape,
                PickleValue.Tuple strides]) => View(storage, offset, shape, strides),
            ("_rebuild_parameter" or "_rebuild_parameter_with_state", [PickleValue.Tensor tensor, ..]) => tensor,
            ("_rebuild_from_type_v2", [Global { Name: not "_rebuild_from_type_v2" } function,
                Global { Name: "Tensor" or "Parameter" }, PickleValue.Tuple inner, ..]) =>
                Call(function, inner.Items),
            ("_reconstruct", [Global { Name: "ndarray" }, ..]) => new PickleValue.Tensor(null),
            ("dtype", [Text { Name: { } code }, ..]) =>
                ElementTypes.OfNumpy(code.TrimStart('<', '>', '=', '|')) is { } type
                    ? new ElementType(type, code.StartsWith('>'))
                    : $"numpy's element type '{code}' is not supported.",
            ("scalar", [ElementType element, PickleValue.Bytes or Text]) =>
                new Opaque($"a number of type {element.Type}"),
            ("encode", [Text text, Text { Name: "latin1" or "latin-1" or "iso-8859-1" }]) => text.Spelled,
            ("Size", [PickleValue.Tuple sizes]) => sizes,
            ("device", _) => new Opaque("a device"),
            ("PosixPath" or "WindowsPath" or "PurePosixPath", _) => new Opaque("a path"),
            ("OrderedDict" or "Counter" or "defaultdict" or "dict", _) => Dictionary(callee.Name, arguments),
            ("Namespace", []) => new Mapping("Namespace"),
            ("_reconstructor", [Global { Name: "Namespace" }, ..]) => new Mapping("Namespace"),
            ("set" or "frozenset" or "list", [Sequence items]) => items,
            ("set" or "frozenset" or "list", []) => new Sequence(),
            _ => $"'{callee.Module}.{callee.Name}' is used in a way that weights never need.",
        };

    /// <summary>What BUILD means: the state of an array, an element type, a bag of attributes.</summary>
    public static Either<string, Unit> Build(PickleValue target, PickleValue state)
    {
        switch (target, state)
        {
            case (PickleValue.Tensor { View: null } array,
                PickleValue.Tuple { Items: [_, PickleValue.Tuple shape, ElementType element,
                    PickleValue.Boolean columns, var data] }):
                return Array(shape, element, columns.Value, data).Map(view =>
                {
                    array.View = view;
                    return Unit.Default;
                });
            case (ElementType element, PickleValue.Tuple { Items: [_, Text { Name: { } order }, ..] }):
                element.BigEndian = order == ">";
                return Unit.Default;
            case (Mapping { Kind: "Namespace" } bag, Mapping attributes) when bag.Pairs.Count == 0
                && !ReferenceEquals(bag, attributes):
                bag.Pairs.AddRange(attributes.Pairs);
                return Unit.Default;
            case (Mapping { Kind: "OrderedDict" }, Mapping):                // the versions of a state dict's modules
                return Unit.Default;
            default:
                return "State is set on something that has none.";
        }
    }

    private static Either<string, PickleValue> View(
        Storage storage, Integer offset, PickleValue.Tuple shape, PickleValue.Tuple strides) =>
        from sizes in Numbers(shape, "size")
        from steps in Numbers(strides, "stride")
        from first in Number(offset, "offset")
        from view in first > long.MaxValue - storage.Offset
            ? Either<string, TensorView>.Left("A tensor's offset is out of range.")
            : TensorView.Checked(storage.Entry, storage.Offset + first, sizes, steps)
        select (PickleValue)new PickleValue.Tensor(view);

    private static Either<string, TensorView> Array(
        PickleValue.Tuple shape, ElementType element, bool columns, PickleValue data)
    {
        if (element.BigEndian && ElementTypes.Size(element.Type) > 1)
            return "A numpy array is big-endian; write it again with .astype(a.dtype.newbyteorder('<')).";
        var run = data switch
        {
            PickleValue.Bytes bytes => bytes,
            Text { Coding: TextCoding.Latin1 } text => text.Spelled,
            _ => null,
        };
        if (run is null) return "A numpy array's data are not bytes.";
        var length = run.Length;
        if (length < 0) return "A numpy array's data have characters beyond Latin-1.";
        var size = ElementTypes.Size(element.Type);
        return
            from sizes in Numbers(shape, "size")
            from view in TensorView.Checked(
                new StorageEntry(element.Type, run.Position, run.Stored, length / size, run.Coding), 0, sizes,
                columns ? [.. TensorView.RowMajor([.. sizes.Reverse()]).Reverse()] : TensorView.RowMajor(sizes))
            from whole in view.Elements * size == length
                ? Either<string, TensorView>.Right(view)
                : $"A numpy array has {length} bytes; its shape needs {view.Elements * size}."
            select whole;
    }

    private static Either<string, PickleValue> Dictionary(string kind, ImmutableArray<PickleValue> arguments)
    {
        var mapping = new Mapping(kind);
        switch (arguments.ToArray())
        {
            case [] or [Global]:
                return mapping;
            case [Mapping other]:
                return other;
            // how Python 2 writes an OrderedDict: [[key, value], …]
            case [Sequence pairs]:
                foreach (var pair in pairs.Items)
                {
                    if (pair is Sequence { Items: [var key, var value] }) mapping.Pairs.Add((key, value, -1));
                    else if (pair is PickleValue.Tuple { Items: [var first, var second] })
                        mapping.Pairs.Add((first, second, -1));
                    else return $"A {kind} is made of something that is no pair.";
                }

                return mapping;
            default:
                return $"A {kind} is made of something that is no list of pairs.";
        }
    }

    private static Either<string, ImmutableArray<long>> Numbers(PickleValue.Tuple tuple, string what)
    {
        if (tuple.Items.Length > TensorView.MostDimensions)
            return $"A tensor has {tuple.Items.Length} dimensions; at most {TensorView.MostDimensions} are taken.";
        var numbers = ImmutableArray.CreateBuilder<long>(tuple.Items.Length);
        foreach (var item in tuple.Items)
        {
            var number = Number(item, what);
            if (number.Case is string text) return text;
            number.IfRight(numbers.Add);
        }

        return numbers.MoveToImmutable();
    }

    private static Either<string, long> Number(PickleValue value, string what) => value switch
    {
        Integer { Value: var number } when number >= long.MinValue && number <= long.MaxValue => (long)number,
        Integer => $"A tensor's {what} is out of range.",
        _ => $"A tensor's {what} is no integer.",
    };
}
