using static TorchSharp.torch;

namespace StableDino.Properties;

public class GoldenFileTests
{
    public static IEnumerable<object[]> Denoising => GoldenFile.Cases("cdn");

    [SkippableTheory, MemberData(nameof(Denoising))]
    public void A_recorded_case_reads_with_the_shape_its_description_gives(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var described = file.Json.GetProperty("tensors").GetProperty($"{id}.rand_part").GetProperty("shape").EnumerateArray().Select(d => d.GetInt64());
        Assert.Equal(described, file[$"{id}.rand_part"].shape);
    }
}
