using System.Globalization;
using Xunit.Abstractions;
using static StableDino.Properties.Checkpoints.Bytes;

namespace StableDino.Properties.Checkpoints;

/// <summary>
/// No damaged file crashes, hangs or allocates beyond the promise. STABLEDINO_FUZZ=1000000 reads as many;
/// docs/checkpoints.md has the figures.
/// </summary>
public class CheckpointFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        var asked = Environment.GetEnvironmentVariable("STABLEDINO_FUZZ");
        var count = int.TryParse(asked, CultureInfo.InvariantCulture, out var number) ? number : 3000;
        var result = CheckpointFuzz.Run(
            Seeds(), damaged => RawZip.Pth(damaged, Storages), StateDict, count, seed: 60, output.WriteLine);
        output.WriteLine(result.ToString());
        Assert.True(result is { Crashes: [], Slow: [], Large: [] }, result.ToString());
        Assert.InRange(result.Refused, count / 3, count - (count / 1000));
    }

    /// <summary>One sound file of every form, and the hostile corpus below 16 kB.</summary>
    private static List<byte[]> Seeds()
    {
        var legacy = HostileFiles.All.Single(file => file.Label == "legacy with bytes behind").Content[..^1];
        List<byte[]> sound =
        [
            RawZip.Pth(StateDict, Storages),
            RawZip.Archive([RawZip.Deflated("m/data.pkl", StateDict),
                .. Storages.Select(pair => RawZip.Deflated($"m/data/{pair.Key}", pair.Data)),
                new("m/byteorder", Of("little"))]),
            legacy,
            Dictionary(("model",
                Of("}(", Text("w"), Array("f4", "<", Tuple(2, 2), Raw(Sixteen)), Text("v"),
                    Array("i8", "<", Tuple(2), Raw(Sixteen)), "u")), ("__author__", Text("x"))),
            Dictionary(
                ("w",
                    Array("u1", "|", Tuple(3),
                        Of("c_codecs\nencode\n", Text("a\u00e9\u00ff"), Text("latin1"), (byte)0x86, "R")))),
            SafeTensorsFile(
                "{\"__metadata__\":{\"m\":\"x\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]}}",
                Sixteen),
        ];
        Assert.All(sound, content => Assert.Null(HostileReading.Of(content).Fault));
        return [.. Enumerable.Repeat(sound, 20).SelectMany(files => files),
            .. HostileFiles.All.Select(file => file.Content).Where(content => content.Length is > 0 and < 16384)];
    }

    private static readonly byte[] Sixteen = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    private static readonly (string Key, byte[] Data)[] Storages = [("0", Sixteen), ("1", Sixteen), ("2", Sixteen)];

    private static readonly byte[] StateDict = Dictionary(
        ("model",
            Of("}(", Text("a.weight"), Tensor("FloatStorage", "0", 4, 0, Tuple(2, 2), Tuple(2, 1)), Text("a.turned"),
                Tensor("FloatStorage", "0", 4, 0, Tuple(2, 2), Tuple(1, 2)),
                Text("b"), Tensor("HalfStorage", "1", 8, 1, Tuple(3), Tuple(2)), Text("c"),
                Tensor("LongStorage", "2", 2, 0, Tuple(2), Tuple(1)), "u")),
        ("iteration", Number(4999)));

    private static byte[] SafeTensorsFile(string header, byte[] data) => Of(Eight(header.Length), header, data);
}
