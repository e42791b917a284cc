using System.Buffers.Binary;
using System.Text;
using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Foundation;

namespace StableDino.Properties.Checkpoints;

/// <summary>Hostile and broken files give an error value; nothing throws, nothing large is allocated.</summary>
public class SafeTensorsTests
{
    public static TheoryData<string, string, int, string> Hostile => new()
    {
        { "not an object", "[1,2]", 0, "not a JSON object" },
        { "not JSON", "{\"a\":", 0, "not JSON" },
        { "binary", "\u0001\u0002\u0003", 0, "not JSON" },
        { "deep nesting", "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}", 0, "not JSON" },
        { "entry not an object", "{\"a\":3}", 0, "needs dtype" },
        { "no dtype", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "needs dtype" },
        { "unknown dtype", "{\"a\":{\"dtype\":\"F3\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
            "F3 is not supported" },
        { "dtype not text", "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "needs dtype" },
        { "negative size", "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "natural number" },
        { "fractional size", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4,
            "natural number" },
        { "size as text", "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"NaN\"],\"data_offsets\":[0,4]}}", 4,
            "natural number" },
        { "product overflows",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4294967296],\"data_offsets\":[0,4]}}", 4,
            "more elements" },
        { "product overflows beside a zero",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4294967296,4294967296,4294967296],\"data_offsets\":[0,0]}}", 0,
            "more elements" },
        { "seventeen dimensions",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}", 4,
            "16 dimensions" },
        { "claims a terabyte",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[274877906944],\"data_offsets\":[0,1099511627776]}}", 4,
            "the file has 4" },
        { "range reversed", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4,
            "impossible byte range" },
        { "range negative", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4,
            "impossible byte range" },
        { "range not numbers", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[null,{}]}}", 4,
            "impossible byte range" },
        { "one offset", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "needs dtype" },
        { "range and shape disagree", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4,
            "4 bytes where its shape needs 8" },
        { "past the end", "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "the file has 4" },
        { "overlap",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12, "overlap" },
        { "the same range twice",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "overlap" },
        { "hole", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "belong to no tensor" },
        { "tail", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 9, "5 bytes at the end" },
        { "name twice",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "listed twice" },
        { "metadata not an object", "{\"__metadata__\":[]}", 0, "__metadata__" },
        { "lone surrogate", "{\"\\ud800\":{\"dtype\":\"\\ud800\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "broken" },
    };

    [Theory, MemberData(nameof(Hostile))]
    public void A_hostile_header_is_an_error_value(string label, string header, int dataBytes, string said)
    {
        using var folder = new TemporaryFolder();
        var path = folder["x.safetensors"];
        File.WriteAllBytes(path, WithHeader(Encoding.UTF8.GetBytes(header), dataBytes));
        var fault = Assert.IsType<Fault>(SafeTensors.ReadHeader(path).Case);
        Assert.True(fault.Message.Contains(said, StringComparison.Ordinal), $"{label}: {fault.Message}");
        Assert.Equal(path, fault.File);
        Assert.StartsWith("byte ", fault.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0], "0 bytes")]
    [InlineData(new byte[] { 1, 2, 3 }, "3 bytes")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 }, "empty")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, "claims")]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0, 0, 0, (byte)'{' }, "claims")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "claims")]
    [InlineData(new byte[] { 8, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1',
        (byte)'}' }, "")]
    public void A_broken_beginning_is_an_error_value(byte[] content, string said)
    {
        using var folder = new TemporaryFolder();
        var path = folder["x.safetensors"];
        File.WriteAllBytes(path, content);
        var fault = Assert.IsType<Fault>(SafeTensors.ReadHeader(path).Case);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_or_a_missing_file_is_an_error_value()
    {
        using var folder = new TemporaryFolder();
        Assert.IsType<Fault>(SafeTensors.ReadHeader(folder.Path).Case);
        Assert.IsType<Fault>(SafeTensors.ReadHeader(folder["none.safetensors"]).Case);
        Assert.IsType<Fault>(SafeTensors.ReadHeader("").Case);
    }

    /// <summary>Single-byte damage anywhere in a real file's header never throws.</summary>
    [Fact]
    public void Damage_anywhere_in_a_header_never_throws()
    {
        using var folder = new TemporaryFolder();
        var path = folder["x.safetensors"];
        var good = WithHeader(
            [
                .. "{\"__metadata__\":{\"m\":\"é\"},"u8,
                .. "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"u8,
                .. "\"b\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]}}"u8,
            ], 16);
        File.WriteAllBytes(path, good);
        Assert.IsType<SafeTensorsHeader>(SafeTensors.ReadHeader(path).Case);
        var refused = 0;
        for (var at = 0; at < good.Length - 16; at++)
            foreach (var value in new byte[] { 0, 0xff, (byte)'"', (byte)'9', (byte)'{' })
            {
                var bad = (byte[])good.Clone();
                bad[at] = value;
                File.WriteAllBytes(path, bad);
                if (SafeTensors.ReadHeader(path).Case is Fault) refused++;
            }

        Assert.InRange(refused, good.Length, 5 * good.Length);
    }

    private static byte[] WithHeader(byte[] header, int dataBytes)
    {
        var file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, 8);
        return file;
    }
}
