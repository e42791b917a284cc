using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>
/// What a pickle can become here: plain data, and descriptions of tensors. A closed set; nothing in it is a type or can
/// be called.
/// Classes and not records: values may contain themselves, and nothing may walk them without counting its steps.
/// </summary>
internal abstract class PickleValue
{
    private PickleValue() { }

    internal sealed class Nothing : PickleValue
    {
        public static Nothing Value { get; } = new();
    }

    internal sealed class Boolean(bool value) : PickleValue
    {
        public bool Value => value;
    }

    internal sealed class Integer(BigInteger value) : PickleValue
    {
        public BigInteger Value => value;
    }

    internal sealed class Real(double value) : PickleValue
    {
        public double Value => value;
    }

    /// <summary>Text, still as bytes of the pickle; decoded when someone asks for a name.</summary>
    /// <param name="pickle">The pickle.</param>
    /// <param name="position">First byte within it.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="coding">How they mean text.</param>
    internal sealed class Text(byte[] pickle, int position, int length, TextCoding coding) : PickleValue
    {
        /// <summary>Longest text that can be a name or a note, in bytes.</summary>
        public const int LongestName = 1024;

        public int Position => position;

        public int Length => length;

        public TextCoding Coding => coding;

        /// <summary>The text as a name; nothing when it is too long to be one.</summary>
        public string? Name => Within(LongestName);

        /// <summary>The text; nothing when it has more bytes than that.</summary>
        public string? Within(int most) => length > most ? null
            : (coding == TextCoding.Utf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(pickle, position, length);

        /// <summary>
        /// The bytes that its characters spell in Latin-1: how Python 2's strings and protocol 2 hold bytes. Counted
        /// once.
        /// </summary>
        public Bytes Spelled => spelled ??= coding == TextCoding.Latin1
            ? new Bytes(position, length, length, StorageCoding.Plain)
            : new Bytes(position, length, Latin1InUtf8.Length(pickle.AsSpan(position, length)),
                StorageCoding.Latin1InUtf8);

        private Bytes? spelled;
    }

    /// <summary>Raw bytes, still in the pickle.</summary>
    /// <param name="position">First byte within the pickle.</param>
    /// <param name="stored">Bytes there.</param>
    /// <param name="length">Bytes they stand for; −1 when they stand for none.</param>
    /// <param name="coding">Plain, or Latin-1 characters as UTF-8.</param>
    internal sealed class Bytes(int position, int stored, int length, StorageCoding coding) : PickleValue
    {
        public int Position => position;

        public int Stored => stored;

        public int Length => length;

        public StorageCoding Coding => coding;
    }

    /// <summary>A list or set.</summary>
    internal sealed class Sequence : PickleValue
    {
        public List<PickleValue> Items { get; } = [];
    }

    internal sealed class Tuple(ImmutableArray<PickleValue> items) : PickleValue
    {
        public static Tuple Empty { get; } = new([]);

        public ImmutableArray<PickleValue> Items => items;
    }

    /// <summary>
    /// Pairs in the order written, neither hashed nor merged, with where each value was stored. <paramref name="kind"/>
    /// says of what: a
    /// dictionary, or a bag of attributes (<c>argparse.Namespace</c>).
    /// </summary>
    internal sealed class Mapping(string kind) : PickleValue
    {
        public string Kind => kind;

        public List<(PickleValue Key, PickleValue Value, int Position)> Pairs { get; } = [];
    }

    /// <summary>A name from the table of known ones: data, never looked up.</summary>
    internal sealed class Global(string module, string name) : PickleValue
    {
        public string Module => module;

        public string Name => name;
    }

    /// <summary>Something known that holds no weights, such as a device or a path.</summary>
    internal sealed class Opaque(string what) : PickleValue
    {
        public string What => what;
    }

    /// <summary>A storage that the container keeps elsewhere, and how many elements into it the view begins.</summary>
    internal sealed class Storage(StorageEntry entry, long offset) : PickleValue
    {
        public StorageEntry Entry => entry;

        public long Offset => offset;
    }

    /// <summary>An element type of numpy, with its byte order once that is known.</summary>
    internal sealed class ElementType(ScalarType type, bool big) : PickleValue
    {
        public ScalarType Type => type;

        public bool BigEndian { get; set; } = big;
    }

    /// <summary>A view of a storage. Mutable once: numpy makes the array first and fills it afterwards.</summary>
    internal sealed class Tensor(TensorView? view) : PickleValue
    {
        public TensorView? View { get; set; } = view;
    }
}
