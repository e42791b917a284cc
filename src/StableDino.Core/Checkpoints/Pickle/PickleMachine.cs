using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using LanguageExt;
using static StableDino.Checkpoints.PickleValue;

namespace StableDino.Checkpoints;

/// <summary>
/// A closed machine for pickles: a stack, a memo and a fixed table of names (<see cref="KnownCalls"/>). It builds
/// numbers, text, containers
/// and descriptions of tensors, and nothing else; no type is looked up and nothing of the file is run. Work is linear
/// in the bytes, and the
/// values it may make are counted against <see cref="MostMemory"/>, whatever the file claims.
/// </summary>
/// <remarks>
/// Source of the instructions' meaning: the Python standard library's <c>pickletools</c>, protocols 0 to 5.
/// </remarks>
internal sealed class PickleMachine
{
    /// <summary>Most memory for the values of one pickle, in bytes, by a generous estimate of each.</summary>
    public const long MostMemory = 24 << 20;

    private readonly byte[] pickle;
    private readonly int end;
    private readonly Func<PickleValue, Either<string, PickleValue>> persistent;
    private readonly List<PickleValue> stack = [];
    private readonly List<int> marks = [];
    private readonly List<PickleValue?> memo = [];
    private int position;
    private int opcodeAt;
    private long charged;
    private string? problem;

    private PickleMachine(
        byte[] pickle, int start, int end, Func<PickleValue, Either<string, PickleValue>> persistent) =>
        (this.pickle, position, this.end, this.persistent) = (pickle, start, end, persistent);

    /// <summary>Runs one pickle up to its STOP.</summary>
    /// <param name="pickle">Bytes that hold it.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where its bytes end at the latest.</param>
    /// <param name="persistent">What the container keeps under a persistent id: a storage, or what is wrong with the
    /// id.</param>
    /// <returns>The value and the byte after STOP.</returns>
    public static Either<PickleFault, (PickleValue Value, int End)> Run(
        byte[] pickle, int start, int end, Func<PickleValue, Either<string, PickleValue>> persistent)
    {
        var machine = new PickleMachine(pickle, start, end, persistent);
        var value = machine.Run();
        return machine.problem is { } problem ? new PickleFault(problem, machine.opcodeAt) : (value, machine.position);
    }

    /// <summary>A container without storages of its own.</summary>
    public static Either<string, PickleValue> NoStorages(PickleValue id) => "It refers to data outside the pickle.";

    private PickleValue Run()
    {
        while (problem is null)
        {
            opcodeAt = position;
            var opcode = Byte();
            if (problem is null && opcode == PickleOpcode.Stop)
                return marks.Count == 0 && stack.Count == 1
                    ? stack[0]
                    : Fail(
                        $"The pickle stops with {stack.Count} values and {marks.Count} open marks; one value was due.");
            if (problem is null) Step(opcode);
        }

        return Nothing.Value;
    }

    private void Step(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: Protocol(Byte()); break;
            case PickleOpcode.Frame: Bytes(8); break;               // a hint for buffered reading
            case PickleOpcode.Mark: Charge(4); marks.Add(stack.Count); break;
            case PickleOpcode.Pop: if (marks.Count > 0 && marks[^1] == stack.Count) marks.RemoveAt(marks.Count - 1);
            else Pop(); break;
            case PickleOpcode.PopMark: PopToMark(); break;
            case PickleOpcode.Dup: Push(Peek()); break;

            case PickleOpcode.None: Push(Nothing.Value); break;
            case PickleOpcode.NewTrue: Push(new PickleValue.Boolean(true)); break;
            case PickleOpcode.NewFalse: Push(new PickleValue.Boolean(false)); break;
            case PickleOpcode.Int: Push(WholeNumber(Line(), "")); break;
            case PickleOpcode.Long: Push(WholeNumber(Line(), "L")); break;
            case PickleOpcode.BinInt: Push(new Integer(BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)))); break;
            case PickleOpcode.BinInt1: Push(new Integer(Byte())); break;
            case PickleOpcode.BinInt2: Push(new Integer(BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)))); break;
            case PickleOpcode.Long1: Push(new Integer(new BigInteger(Bytes(Byte())))); break;
            case PickleOpcode.Long4: Push(new Integer(new BigInteger(Bytes(Count(Four(), 255, "An integer"))))); break;
            case PickleOpcode.Float: Push(RealNumber(Line())); break;
            case PickleOpcode.BinFloat: Push(new Real(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8)))); break;

            case PickleOpcode.String: Push(Quoted()); break;
            case PickleOpcode.Unicode: Push(Unescaped()); break;
            case PickleOpcode.ShortBinString: Push(TextOf(Byte(), TextCoding.Latin1)); break;
            case PickleOpcode.BinString: Push(TextOf(Four(), TextCoding.Latin1)); break;
            case PickleOpcode.ShortBinUnicode: Push(TextOf(Byte(), TextCoding.Utf8)); break;
            case PickleOpcode.BinUnicode: Push(TextOf(Four(), TextCoding.Utf8)); break;
            case PickleOpcode.BinUnicode8: Push(TextOf(Eight(), TextCoding.Utf8)); break;
            case PickleOpcode.ShortBinBytes: Push(BytesOf(Byte())); break;
            case PickleOpcode.BinBytes: Push(BytesOf(Four())); break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: Push(BytesOf(Eight())); break;

            case PickleOpcode.EmptyList or PickleOpcode.EmptySet: Push(new Sequence()); break;
            case PickleOpcode.List or PickleOpcode.FrozenSet: Push(Extended(new Sequence(), PopToMark())); break;
            case PickleOpcode.Append: { var item = Pop(); Extended(Peek(), [item]); break; }
            case PickleOpcode.Appends or PickleOpcode.AddItems: { var items = PopToMark();
            Extended(Peek(), items); break; }
            case PickleOpcode.EmptyDict: Push(new Mapping("dictionary")); break;
            case PickleOpcode.Dict: Push(Filled(new Mapping("dictionary"), PopToMark())); break;
            case PickleOpcode.SetItem: { var (value, key) = (Pop(), Pop()); Filled(Peek(), [key, value]); break; }
            case PickleOpcode.SetItems: { var items = PopToMark(); Filled(Peek(), items); break; }
            case PickleOpcode.EmptyTuple: Push(PickleValue.Tuple.Empty); break;
            case PickleOpcode.Tuple: Push(TupleOf(PopToMark())); break;
            case PickleOpcode.Tuple1: Push(TupleOf([Pop()])); break;
            case PickleOpcode.Tuple2: { var (b, a) = (Pop(), Pop()); Push(TupleOf([a, b])); break; }
            case PickleOpcode.Tuple3: { var (c, b, a) = (Pop(), Pop(), Pop()); Push(TupleOf([a, b, c])); break; }

            case PickleOpcode.Get: Recall(LineNumber()); break;
            case PickleOpcode.BinGet: Recall(Byte()); break;
            case PickleOpcode.LongBinGet: Recall(Four()); break;
            case PickleOpcode.Put: Remember(LineNumber()); break;
            case PickleOpcode.BinPut: Remember(Byte()); break;
            case PickleOpcode.LongBinPut: Remember(Four()); break;
            case PickleOpcode.Memoize: Remember(memo.Count); break;

            case PickleOpcode.Global: Push(Named(Line(), Line())); break;
            case PickleOpcode.StackGlobal: { var (name, module) = (Pop(), Pop());
            Push(Named((module as Text)?.Name, (name as Text)?.Name)); break; }
            case PickleOpcode.Reduce or PickleOpcode.NewObj: { var (arguments, callable) = (Pop(), Pop());
            Push(Called(callable, arguments)); break; }
            case PickleOpcode.Build: { var state = Pop(); Built(Peek(), state); break; }
            case PickleOpcode.BinPersId: { var id = Pop();
            if (problem is null) Push(persistent(id).IfLeft(text => Fail(text))); break; }

            default:
                Fail(PickleOpcode.RefusedName(opcode) is { } refused
                    ? $"The instruction {refused} would look up or run something of the file's choice."
                    : $"0x{opcode:x2} is no pickle instruction.");
                break;
        }
    }

    private void Protocol(byte version)
    {
        if (version > 5) Fail($"Pickle protocol {version} is not known; 0 to 5 are.");
    }

    // --- values

    private Text TextOf(long length, TextCoding coding)
    {
        var at = position;
        return new Text(pickle, at, Bytes(Count(length, int.MaxValue, "A text")).Length, coding);
    }

    private PickleValue.Bytes BytesOf(long length)
    {
        var at = position;
        var count = Bytes(Count(length, int.MaxValue, "A run of bytes")).Length;
        return new PickleValue.Bytes(at, count, count, StorageCoding.Plain);
    }

    private PickleValue Quoted()
    {
        var at = position;
        var line = Line();
        if (line.Length < 2 || line[0] is not ('\'' or '"') || line[^1] != line[0]
            || line.Contains('\\', StringComparison.Ordinal))
            return Fail("A quoted text is broken or has escapes.");
        return new Text(pickle, at + 1, line.Length - 2, TextCoding.Latin1);
    }

    private PickleValue Unescaped()
    {
        var at = position;
        var line = Line();
        return line.Contains('\\', StringComparison.Ordinal)
            ? Fail("A text has escapes.")
            : new Text(pickle, at, line.Length, TextCoding.Latin1);
    }

    private PickleValue WholeNumber(string line, string ending) => (line, ending) switch
    {
        ("00", "") => new PickleValue.Boolean(false),
        ("01", "") => new PickleValue.Boolean(true),
        _ when BigInteger.TryParse(line.EndsWith('L') && ending == "L" ? line[..^1] : line,
            NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => new Integer(number),
        _ => Fail("An integer is not written in digits."),
    };

    private PickleValue RealNumber(string line) =>
        double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new Real(number)
            : Fail("A number is not written in digits.");

    private PickleValue.Tuple TupleOf(PickleValue[] items)
    {
        Charge(8L * items.Length);
        return new PickleValue.Tuple([.. items]);
    }

    private PickleValue Extended(PickleValue list, PickleValue[] items)
    {
        if (problem is not null) return list;
        if (list is not Sequence sequence) return Fail("Items are appended to something that is no list.");
        Charge(16L * items.Length);
        if (problem is null) sequence.Items.AddRange(items);
        return sequence;
    }

    private PickleValue Filled(PickleValue target, PickleValue[] items)
    {
        if (problem is not null) return target;
        if (target is not Mapping mapping) return Fail("Keys are set in something that is no dictionary.");
        if (items.Length % 2 != 0) return Fail("A key has no value.");
        Charge(24L * items.Length);
        for (var i = 0; problem is null && i < items.Length; i += 2)
            mapping.Pairs.Add((items[i], items[i + 1], opcodeAt));
        return mapping;
    }

    private PickleValue Named(string? module, string? name)
    {
        if (problem is not null) return Nothing.Value;
        if (module is null || name is null) return Fail("A global's name is not text.");
        return KnownCalls.IsKnown(module, name)
            ? new Global(module, name)
            : Fail(
                $"The pickle asks for '{module}.{name}', which is not among the names that weights need. Nothing was "
                + "run.");
    }

    private PickleValue Called(PickleValue callable, PickleValue arguments)
    {
        if (problem is not null) return Nothing.Value;
        if (callable is not Global global || arguments is not PickleValue.Tuple tuple)
            return Fail("Something that is no known name is called.");
        Charge(8L * tuple.Items.Length);                // arguments are looked at: a long tuple costs at every call
        if (problem is null) Charge(tuple.Items.Sum(Size));
        return problem is null ? KnownCalls.Call(global, tuple.Items).IfLeft(text => Fail(text)) : Nothing.Value;
    }

    private static long Size(PickleValue argument) => argument switch
    {
        Sequence pairs => 48L * pairs.Items.Count,
        PickleValue.Tuple inner => 8L * inner.Items.Length,
        _ => 0,
    };

    private void Built(PickleValue target, PickleValue state)
    {
        Charge(48L * (state is Mapping attributes ? attributes.Pairs.Count : 0));
        if (problem is null) KnownCalls.Build(target, state).IfLeft(text => { Fail(text); });
    }

    // --- stack and memo

    private void Push(PickleValue value)
    {
        Charge(96);
        if (problem is null) stack.Add(value);
    }

    private PickleValue Peek() =>
        problem is not null ? Nothing.Value : stack.Count > Floor ? stack[^1] : Fail("The stack is empty.");

    private PickleValue Pop()
    {
        var top = Peek();
        if (problem is null) stack.RemoveAt(stack.Count - 1);
        return top;
    }

    private PickleValue[] PopToMark()
    {
        if (problem is not null) return [];
        if (marks.Count == 0)
        {
            Fail("No mark was set.");
            return [];
        }

        var items = stack.GetRange(marks[^1], stack.Count - marks[^1]).ToArray();
        stack.RemoveRange(marks[^1], items.Length);
        marks.RemoveAt(marks.Count - 1);
        return items;
    }

    private int Floor => marks.Count == 0 ? 0 : marks[^1];

    private void Recall(long index)
    {
        if (problem is not null) return;
        if (index >= 0 && index < memo.Count && memo[(int)index] is { } value) Push(value);
        else Fail($"Memo entry {index} was never stored.");
    }

    /// <summary>Picklers number their memo in order; one that jumps ahead of the bytes is no pickler's.</summary>
    private void Remember(long index)
    {
        var value = Peek();
        if (problem is not null) return;
        if (index < 0 || index > (long)memo.Count + position)
        {
            Fail($"Memo entry {index} follows entry {memo.Count - 1}.");
            return;
        }

        Charge(16 * Math.Max(1, index + 1 - memo.Count));
        if (problem is not null) return;
        while (memo.Count <= index) memo.Add(null);
        memo[(int)index] = value;
    }

    // --- bytes

    private byte Byte()
    {
        if (position < end) return pickle[position++];
        Fail("The pickle ends in the middle.");
        return 0;
    }

    private long Four() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    private long Eight()
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));
        return length > long.MaxValue ? long.MaxValue : (long)length;
    }

    private int Count(long length, long most, string what)
    {
        if (problem is not null) return 0;
        if (length <= Math.Min(most, end - position)) return (int)length;
        Fail($"{what} claims {length} bytes; {end - position} are left.");
        return 0;
    }

    /// <summary>The next bytes; zeros once something failed, so that callers need not ask.</summary>
    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (problem is null && count <= end - position)
        {
            position += count;
            return pickle.AsSpan(position - count, count);
        }

        Fail("The pickle ends in the middle.");
        return Zeros.AsSpan(0, Math.Min(count, Zeros.Length));
    }

    private string Line()
    {
        if (problem is not null) return "";
        var rest = pickle.AsSpan(position, Math.Min(end - position, Text.LongestName));
        var length = rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            Fail("A line does not end.");
            return "";
        }

        position += length + 1;
        return Encoding.Latin1.GetString(rest[..length].TrimEnd((byte)'\r'));
    }

    private long LineNumber()
    {
        if (long.TryParse(Line(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        Fail("A memo index is not written in digits.");
        return 0;
    }

    // --- failure

    private void Charge(long bytes)
    {
        charged += bytes;
        if (charged > MostMemory)
            Fail($"The pickle holds more objects than {MostMemory >> 20} MiB have room for; weights need far fewer.");
    }

    private Nothing Fail(string text)
    {
        problem ??= text;
        return Nothing.Value;
    }

    private static readonly byte[] Zeros = new byte[255];
}
