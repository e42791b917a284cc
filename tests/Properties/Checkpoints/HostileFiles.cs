using System.Collections.Immutable;
using System.Text;
using static StableDino.Properties.Checkpoints.Bytes;

namespace StableDino.Properties.Checkpoints;

/// <summary>Broken and malicious weight files, each built here, and what the fault must say.</summary>
internal static class HostileFiles
{
    private static readonly byte[] FourFloats = new byte[16];

    public static ImmutableArray<(string Label, byte[] Content, string Said)> All { get; } =
    [
        .. Code(), .. Machine(), .. Objects(), .. Arrays(), .. Tensors(), .. Archives(), .. Legacy(),
        ("empty file", [], "empty"),
        ("a text", Of("these are not weights"), "no weight file"),
        ("an image", Of((byte)0x89, "PNG\r\n", (byte)26, "\n0000000000"), "no weight file"),
    ];

    // what would run code in Python
    private static IEnumerable<(string, byte[], string)> Code() =>
    [
        ("os.system", Of((byte)0x80, (byte)2, "cos\nsystem\n", Text("true"), (byte)0x85, "R."), "'os.system'"),
        ("posix.system by stack",
            Of((byte)0x80, (byte)4, (byte)0x8c, (byte)5, "posix", (byte)0x8c, (byte)6, "system", (byte)0x93, (byte)0x8c,
                (byte)4, "true", (byte)0x85, "R."), "'posix.system'"),
        ("builtins.eval", Of((byte)0x80, (byte)2, "cbuiltins\neval\n", Text("1"), (byte)0x85, "R."), "'builtins.eval'"),
        ("getattr to reach more", Of((byte)0x80, (byte)2, "c__builtin__\ngetattr\n."), "'__builtin__.getattr'"),
        ("subprocess in a state dict", Dictionary(("w", Of("csubprocess\nPopen\n", Text("true"), (byte)0x85, "R"))),
            "'subprocess.Popen'"),
        ("torch's nested load",
            Of((byte)0x80, (byte)2, "ctorch.storage\n_load_from_bytes\n", Raw([1, 2]), (byte)0x85, "R."),
            "_load_from_bytes"),
        ("a dotted known name",
            Of((byte)0x80, (byte)4, (byte)0x8c, (byte)5, "torch", (byte)0x8c, (byte)20, "FloatStorage.__new__",
                (byte)0x93, "."), "FloatStorage.__new__"),
        ("INST", Of("(", Text("true"), "ios\nsystem\n."), "INST"),
        ("OBJ of a known name", Of((byte)0x80, (byte)2, "(cargparse\nNamespace\no."), "OBJ"),
        ("EXT1", Of((byte)0x80, (byte)2, (byte)0x82, (byte)1, "."), "EXT"),
        ("NEWOBJ_EX", Of((byte)0x80, (byte)4, "cargparse\nNamespace\n)}", (byte)0x92, "."), "NEWOBJ_EX"),
        ("PERSID", Of((byte)0x80, (byte)0, "Pabc\n."), "PERSID"),
        ("an out-of-band buffer", Of((byte)0x80, (byte)5, (byte)0x97, "."), "NEXT_BUFFER"),
        ("a call of a text", Of((byte)0x80, (byte)2, Text("x"), ")R."), "no known name is called"),
        ("a call of a storage", Of((byte)0x80, (byte)2, "ctorch\nFloatStorage\n)R."), "never need"),
        ("state set on a list", Of((byte)0x80, (byte)2, "]}b."), "has none"),
        ("a namespace filled twice",
            Of((byte)0x80, (byte)2, "cargparse\nNamespace\n)", (byte)0x81, "}", Text("a"), "Nsb}", Text("b"), "Nsb."),
            "has none"),
        ("a storage outside", Of((byte)0x80, (byte)2, Text("x"), "Q."), "outside the pickle"),
    ];

    // the machine itself
    private static IEnumerable<(string, byte[], string)> Machine() =>
    [
        ("a million marks", Of((byte)0x80, (byte)2, new string('(', 1_000_000)), "ends in the middle"),
        ("three hundred thousand dictionaries", Of((byte)0x80, (byte)2, new string('}', 300_000)), "more objects"),
        ("a list in itself", Of((byte)0x80, (byte)2, "]q\0h\0a."), "no dictionary"),
        ("a dictionary in itself", Of((byte)0x80, (byte)2, "}q\0", Text("model"), "h\0s."), "too deep"),
        ("doubling lists",
            Of((byte)0x80, (byte)2, "]q\0",
                string.Concat(Enumerable.Range(0, 200).Select(i => $"]q{(char)(i + 1)}(h{(char)i}h{(char)i}e")), "."),
            "stops with 201 values"),
        ("doubling tuples", Of((byte)0x80, (byte)2, ")", string.Concat(Enumerable.Repeat("2\u0086", 100)), "."),
            "no dictionary"),
        ("one list appended to itself over and over",
            Of((byte)0x80, (byte)2, "]q\0(", string.Concat(Enumerable.Repeat("h\0", 200_000)), "e."), "no dictionary"),
        ("ordered dictionaries of one long list",
            Of((byte)0x80, (byte)2, "ccollections\nOrderedDict\nq\0](",
                string.Concat(Enumerable.Repeat("NN\u0086", 5000)), "eq", (byte)1,
                string.Concat(Enumerable.Repeat("h\0h\u0001\u0085R0", 2000)), "."), "more objects"),
        ("devices made of one long tuple",
            Of((byte)0x80, (byte)2, "ctorch\ndevice\nq\0(", new string('N', 60_000), "tq", (byte)1,
                string.Concat(Enumerable.Repeat("h\0h\u0001R0", 5000)), "."), "more objects"),
        ("tensors made of one long tuple",
            Of((byte)0x80, (byte)2, "ctorch._tensor\n_rebuild_from_type_v2\n(ctorch\ndevice\nctorch\nTensor\n(",
                new string('N', 60_000), "ttq\00q", (byte)1,
                string.Concat(Enumerable.Repeat("h\u0001h\0R0", 5000)), "."),
            "more objects"),
        ("memo index of four billion", Of((byte)0x80, (byte)2, "Nr", Four(uint.MaxValue), "."), "Memo entry"),
        ("memo index of minus one", Of((byte)0x80, (byte)2, "Np-1\n."), "digits"),
        ("memo never stored", Of((byte)0x80, (byte)2, "h\u0007."), "never stored"),
        ("text of four billion bytes", Of((byte)0x80, (byte)2, "X", Four(uint.MaxValue), "abc."),
            "claims 4294967295 bytes"),
        ("text of 2^63 bytes", Of((byte)0x80, (byte)4, (byte)0x8d, Eight(long.MinValue), "abc."), "claims"),
        ("bytes of 2^62 bytes", Of((byte)0x80, (byte)4, (byte)0x8e, Eight(1L << 62), "abc."), "claims"),
        ("integer of two billion bytes", Of((byte)0x80, (byte)2, (byte)0x8b, Four(int.MaxValue), "abc."), "claims"),
        ("integer without digits", Of((byte)0x80, (byte)2, "Ififty\n."), "digits"),
        ("number without digits", Of((byte)0x80, (byte)2, "Ffifty\n."), "digits"),
        ("a line without end", Of("(c", new string('a', 5000)), "does not end"),
        ("zero instruction", Of((byte)0x80, (byte)2, (byte)0, "."), "no pickle instruction"),
        ("protocol 6", Of("}", (byte)0x80, (byte)6, "."), "protocol 6"),
        ("no STOP", Of((byte)0x80, (byte)2, "}"), "ends in the middle"),
        ("nothing on the stack", Of((byte)0x80, (byte)2, "0."), "stack is empty"),
        ("popped below a mark", Of((byte)0x80, (byte)2, "}(", (byte)0x86, "."), "stack is empty"),
        ("a tuple without mark", Of((byte)0x80, (byte)2, "}t."), "No mark"),
        ("two values left", Of((byte)0x80, (byte)2, "}}."), "2 values"),
        ("appended to a number", Of((byte)0x80, (byte)2, "NNa."), "no list"),
        ("set in a list", Of((byte)0x80, (byte)2, "]NNs."), "no dictionary"),
        ("key without value", Of((byte)0x80, (byte)2, "}(Nu."), "no value"),
        ("bytes after the pickle", Of((byte)0x80, (byte)2, "}.}"), "follow the pickle"),
        ("cut in a number", Of((byte)0x80, (byte)2, "}J", (byte)1), "ends in the middle"),
    ];

    // what it builds
    private static IEnumerable<(string, byte[], string)> Objects() =>
    [
        ("no tensor at all", Dictionary(("a", Of("N"))), "no tensors by name"),
        ("a number alone", Of((byte)0x80, (byte)2, "K\u0001."), "no dictionary"),
        ("one name twice", Dictionary(("w", Floats()), ("w", Floats())), "'w' is in the dictionary twice"),
        ("a number as a name", Of((byte)0x80, (byte)2, "}(K\u0001", Floats(), "u."), "no text"),
        ("a name of two thousand letters", Dictionary((new string('w', 2000), Floats())), "reasonable length"),
        ("a bag of long notes over and over",
            Of((byte)0x80, (byte)2, Text(new string('x', 16_000)), "q\00}(",
                Of([.. Enumerable.Range(0, 511).Select(i => (object)Of(Text($"k{i}"), "h\0"))]), "uq\u00010}(",
                Text("model"), "}", Of([.. Enumerable.Repeat((object)Of(Text("notes"), "h\u0001"), 40)]), "u."),
            "no tensors by name"),
        ("six dictionaries deep",
            Of((byte)0x80, (byte)2, string.Concat(Enumerable.Repeat("}" + Latin(Text("model")), 6)), "}",
                new string('s', 6), "."), "too deep"),
    ];

    // numpy
    private static IEnumerable<(string, byte[], string)> Arrays() =>
    [
        ("big-endian array", Dictionary(("w", Array("f4", ">", Tuple(4), Raw(FourFloats)))), "big-endian"),
        ("array of objects", Dictionary(("w", Array("O8", "|", Tuple(4), Raw(FourFloats)))), "'O8'"),
        ("array of complex numbers", Dictionary(("w", Array("c8", "<", Tuple(2), Raw(FourFloats)))), "'c8'"),
        ("array longer than its shape", Dictionary(("w", Array("f4", "<", Tuple(3), Raw(FourFloats)))),
            "16 bytes; its shape needs 12"),
        ("array shorter than its shape", Dictionary(("w", Array("f4", "<", Tuple(5), Raw(FourFloats)))),
            "reaches element 4"),
        ("array of negative size", Dictionary(("w", Array("f4", "<", Tuple(-4), Raw(FourFloats)))), "size -4"),
        ("array of size NaN", Dictionary(("w", Array("f4", "<", Of(Real(double.NaN), (byte)0x85), Raw(FourFloats)))),
            "no integer"),
        ("array whose size overflows", Dictionary(("w", Array("f4", "<", Tuple(1L << 40, 1L << 40), Raw(FourFloats)))),
            "more elements"),
        ("array of size 2^80", Dictionary(("w", Array("f4", "<", Tuple((Int128)1 << 80), Raw(FourFloats)))),
            "out of range"),
        ("array that is never filled",
            Dictionary(("w", Of("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n", (byte)0x85, "R"))),
            "never filled"),
        ("array filled twice", Dictionary(("w", Of(Floats(), ")b"))), "has none"),
        ("array of text beyond Latin-1",
            Dictionary(
                ("w",
                    Array("u1", "|", Tuple(1),
                        Of("c_codecs\nencode\n", Text("\u0142"), Text("latin1"), (byte)0x86, "R")))), "Latin-1"),
        ("array of a number", Dictionary(("w", Array("f4", "<", Tuple(4), Of("N")))), "not bytes"),
    ];

    // PyTorch's tensors
    private static IEnumerable<(string, byte[], string)> Tensors()
    {
        byte[] One(byte[] tensor) => RawZip.Pth(Dictionary(("w", tensor)), ("0", FourFloats));
        byte[] Viewed(Int128 offset, byte[] shape, byte[] strides) =>
            One(Tensor("FloatStorage", "0", 4, offset, shape, strides));
        return
        [
            ("storage that is not there", One(Tensor("FloatStorage", "1", 4, 0, Tuple(4), Tuple(1))),
                "no file for storage '1'"),
            ("storage outside its folder", One(Tensor("FloatStorage", "../data.pkl", 4, 0, Tuple(4), Tuple(1))),
                "no file for storage"),
            ("storage that claims a terabyte", One(Tensor("FloatStorage", "0", 1L << 38, 0, Tuple(1L << 38), Tuple(1))),
                "claims 274877906944 elements"),
            ("storage that claims less than its file", One(Tensor("FloatStorage", "0", 3, 0, Tuple(3), Tuple(1))),
                "claims 3 elements"),
            ("storage of minus four", One(Tensor("FloatStorage", "0", -4, 0, Tuple(4), Tuple(1))), "claims -4"),
            ("storage of complex numbers", One(Tensor("ComplexFloatStorage", "0", 2, 0, Tuple(2), Tuple(1))),
                "ComplexFloatStorage"),
            ("offset past the storage", Viewed(5, Tuple(1), Tuple(1)), "begins at element 5"),
            ("offset negative", Viewed(-1, Tuple(1), Tuple(1)), "begins at element -1"),
            ("offset of 2^70", Viewed((Int128)1 << 70, Tuple(1), Tuple(1)), "out of range"),
            ("view past the storage", Viewed(1, Tuple(4), Tuple(1)), "reaches element 4"),
            ("stride past the storage", Viewed(0, Tuple(2), Tuple(4)), "reaches element 4"),
            ("stride that overflows", Viewed(0, Tuple(1 << 20, 1 << 20), Tuple(long.MaxValue, long.MaxValue)),
                "reaches element"),
            ("stride negative", Viewed(3, Tuple(4), Tuple(-1)), "stride -1"),
            ("size negative", Viewed(0, Tuple(-4), Tuple(1)), "size -4"),
            ("size NaN", Viewed(0, Of(Real(double.NaN), (byte)0x85), Tuple(1)), "no integer"),
            ("size that overflows", Viewed(0, Tuple(1L << 62, 1L << 62, 4), Tuple(0, 0, 0)), "more elements"),
            // found by the fuzz run
            ("nothing, times 2^62, times 2^62", Viewed(0, Tuple(0, 1L << 62, 1L << 62), Tuple(1, 1, 1)),
                "more elements"),
            ("one number repeated 2^29 times", Viewed(0, Tuple(1 << 29), Tuple(0)), "2 GiB"),
            ("one number repeated 2^25 times", Viewed(0, Tuple(1 << 25), Tuple(0)), "its storage has 16"),
            ("more sizes than strides", Viewed(0, Tuple(2, 2), Tuple(1)), "2 sizes and 1 strides"),
            ("seventeen dimensions",
                Viewed(0, Tuple([.. Enumerable.Repeat((Int128)1, 17)]), Tuple([.. Enumerable.Repeat((Int128)1, 17)])),
                "17 dimensions"),
            ("tensor without storage", One(Of("ctorch._utils\n_rebuild_tensor_v2\n(NK\0", Tuple(4), Tuple(1), "tR")),
                "never need"),
            ("storage id that is a text", RawZip.Pth(Dictionary(("w", Of(Text("0"), "Q"))), ("0", FourFloats)),
                "not named as"),
            ("module with source", RawZip.Pth(Dictionary(("w", Of("(", Text("module"), "NNNtQ"))), ("0", FourFloats)),
                "not named as"),
        ];
    }

    // the container
    private static IEnumerable<(string, byte[], string)> Archives()
    {
        var pickle = Dictionary(("w", Tensor("FloatStorage", "0", 4, 0, Tuple(4), Tuple(1))));
        RawZip[] good = [new("m/data.pkl", pickle), new("m/data/0", FourFloats)];
        var whole = RawZip.Archive(good);
        var zeros = new byte[1 << 20];
        return
        [
            .. new[] { 0.1, 0.4, 0.7, 0.95 }.Select(share =>
                ($"archive cut at {share:P0}", whole[..(int)(share * whole.Length)], "")),
            ("archive with bytes behind", Of(whole, "x"), "no end record"),
            ("directory elsewhere", RawZip.Archive(good, directory: 7), "directory is broken"),
            ("directory outside", RawZip.Archive(good, directory: uint.MaxValue - 9), "outside"),
            ("more files than listed", RawZip.Archive(good, count: 3), "no room"),
            ("fewer files than listed", RawZip.Archive(good, count: 1), "longer than its entries"),
            ("sixty thousand files", RawZip.Archive(good, count: 60000), "no room"),
            ("second disk", RawZip.Archive(good, disk: 2), "one part of several"),
            ("64-bit end record outside", SixtyFourBit(good), "64-bit end record"),
            ("path upwards", RawZip.Archive([.. good, new("m/../../etc/x", [])]), "leads outside"),
            ("absolute path", RawZip.Archive([.. good, new("/etc/x", [])]), "leads outside"),
            ("path with a drive", RawZip.Archive([.. good, new("c:x", [])]), "leads outside"),
            ("path with backslashes", RawZip.Archive([.. good, new("m\\..\\x", [])]), "leads outside"),
            ("one file twice", RawZip.Archive([.. good, new("m/data/0", FourFloats)]), "twice"),
            ("two files in one place",
                RawZip.Archive([.. good, new("m/data/0", FourFloats) { Name = "m/data/0", At = 0 }]),
                "called or compressed otherwise"),
            ("overlapping files", Overlapping(pickle), "overlap"),
            ("another name inside", RawZip.Archive([good[0], new("m/data/0", FourFloats) { LocalName = "m/data/1" }]),
                "called or compressed otherwise"),
            ("header outside", RawZip.Archive([good[0], new("m/data/0", FourFloats) { At = 1 << 30 }]),
                "outside the archive"),
            ("header in the data", RawZip.Archive([good[0], new("m/data/0", FourFloats) { At = 5 }]), "no header"),
            ("encrypted", RawZip.Archive([good[0], new("m/data/0", FourFloats) { Flags = 1 }]), "encrypted"),
            ("compressed by bzip2", RawZip.Archive([good[0], new("m/data/0", FourFloats) { Method = 12 }]),
                "method 12"),
            ("stored with another length", RawZip.Archive([good[0], new("m/data/0", FourFloats) { Claimed = 1 << 30 }]),
                "uncompressed"),
            ("bomb beyond what deflate can do",
                RawZip.Archive([good[0], new("m/data/0", FourFloats) { Method = 8, Claimed = 1 << 30 }]), "may not"),
            ("bomb of 32 MiB", RawZip.Archive([good[0], RawZip.Deflated("m/data/0", new byte[32 << 20])]), "may not"),
            ("storage that inflates to less",
                RawZip.Archive([good[0], RawZip.Deflated("m/data/0", new byte[8], 16)]), "broken"),
            ("storage that inflates to more", RawZip.Archive([good[0], RawZip.Deflated("m/data/0", zeros, 16)]),
                "more than were claimed"),
            ("storage that does not inflate",
                RawZip.Archive([good[0], new("m/data/0", Of(new string('\u00ff', 16))) { Method = 8, Claimed = 16 }]),
                "broken"),
            ("pickle that does not inflate",
                RawZip.Archive([new("m/data.pkl", Of(new string('\u00ff', 16))) { Method = 8, Claimed = 99 }]),
                "does not inflate"),
            ("no object", RawZip.Archive([new("m/data/0", FourFloats)]), "0 objects"),
            ("two objects", RawZip.Archive([.. good, new("n/data.pkl", pickle)]), "2 objects"),
            ("big-endian archive", RawZip.Archive([.. good, new("m/byteorder", Of("big"))]), "big-endian"),
            ("byteorder of a megabyte", RawZip.Archive([.. good, RawZip.Deflated("m/byteorder", zeros)]), "byteorder"),
            ("an archive of nothing", RawZip.Archive([]), "0 objects"),
        ];
    }

    private static byte[] Overlapping(byte[] pickle)
    {
        var inner = new RawZip("m/data/0", FourFloats);
        var header = RawZip.Archive([inner])[..(30 + inner.Name.Length + 16)];
        // its data hold another file's header and data
        var outer = new RawZip("m/data/1", header);
        RawZip[] files = [new("m/data.pkl", pickle), outer];
        var begin = 30 + files[0].Name.Length + pickle.Length + 30 + outer.Name.Length;
        var archive = RawZip.Archive([.. files, inner with { At = begin }]);
        return archive;
    }

    private static byte[] SixtyFourBit(RawZip[] files)
    {
        var archive = RawZip.Archive(files, count: ushort.MaxValue, directory: uint.MaxValue);
        return Of(archive[..^22], "PK", (byte)6, (byte)7, Four(0), Eight(1L << 60), Four(1), archive[^22..]);
    }

    // the form before PyTorch 1.6
    private static IEnumerable<(string, byte[], string)> Legacy()
    {
        var tensor = Tensor("FloatStorage", "0", 4, 0, Tuple(4), Tuple(1), "N");
        var root = Dictionary(("w", tensor));
        var keys = Of((byte)0x80, (byte)2, "](", Text("0"), "e.");
        var storage = Of(Eight(4), FourFloats);
        byte[] File(byte[]? protocol = null, byte[]? machine = null, byte[]? root2 = null, byte[]? keys2 = null,
            byte[]? storage2 = null) => Of(
            (byte)0x80, (byte)2, (byte)0x8a, (byte)10, "l\u00fc\u009cF\u00f9 j\u00a8P\u0019.",
            protocol ?? Of((byte)0x80, (byte)2, "M", Two(1001), "."),
            machine ?? Dictionary(("little_endian", Of((byte)0x88))), root2 ?? root, keys2 ?? keys,
            storage2 ?? storage);
        return
        [
            ("legacy of another protocol", File(protocol: Of((byte)0x80, (byte)2, "M", Two(1002), ".")), "1001"),
            ("legacy of a big-endian machine", File(machine: Dictionary(("little_endian", Of((byte)0x89)))),
                "big-endian"),
            ("legacy that ends after the header", File()[..30], "are left"),
            ("legacy whose storages are no list", File(keys2: Of((byte)0x80, (byte)2, "N.")), "no list"),
            ("legacy with a storage that nobody has", File(keys2: Of((byte)0x80, (byte)2, "](", Text("7"), "e.")),
                "no tensor has"),
            ("legacy with a storage twice",
                File(keys2: Of((byte)0x80, (byte)2, "](", Text("0"), Text("0"), "e."), storage2: Of(storage, storage)),
                "listed twice"),
            ("legacy without the storage", File(keys2: Of((byte)0x80, (byte)2, "]."), storage2: []), "not in the file"),
            ("legacy with another count", File(storage2: Of(Eight(5), FourFloats)), "5 elements"),
            ("legacy with a count of 2^62", File(storage2: Of(Eight(1L << 62), FourFloats)), "elements"),
            ("legacy cut in a storage", File()[..^3], "claims 16 bytes"),
            ("legacy cut before a storage", File(storage2: Four(4)), "ends before storage"),
            ("legacy with bytes behind", Of(File(), "x"), "belong to no storage"),
            ("legacy with one storage of two types",
                File(root2: Dictionary(
                    ("w", tensor), ("v", Tensor("HalfStorage", "0", 4, 0, Tuple(4), Tuple(1), "N")))), "two types"),
            ("legacy with a negative count",
                File(root2: Dictionary(("w", Tensor("FloatStorage", "0", -4, 0, Tuple(4), Tuple(1), "N")))),
                "claims -4"),
            ("legacy with a view outside",
                File(
                    root2: Dictionary(
                        ("w",
                            Tensor("FloatStorage", "0", 4, 0, Tuple(4), Tuple(1),
                                "(" + Latin(Text("v")) + "K\u0003K\u0002t")))), "outside of its own"),
            ("legacy that runs code", File(root2: Of((byte)0x80, (byte)2, "cos\nsystem\n)R.")), "'os.system'"),
        ];
    }

    private static byte[] Floats() => Array("f4", "<", Tuple(4), Raw(FourFloats));

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
