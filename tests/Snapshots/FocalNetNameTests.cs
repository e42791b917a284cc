using System.Text.Json;
using StableDino.Configuration;
using StableDino.Generators.Graph;

namespace StableDino.Snapshots;

/// <summary>
/// What the compiler lists for FocalNets of published size is what detrex's code builds, name by name.
/// </summary>
public class FocalNetNameTests
{
    private static readonly BackboneConfig.FocalNet Large =
        new(new(2, 2, 18, 2), Levels: new(3, 3, 3, 3), Windows: new(5, 5, 5, 5));
    private static readonly BackboneConfig.FocalNet Huge =
        Large with { Windows = new(3, 3, 3, 3), Width = 352, ModulationNorm = true };
    private static readonly BackboneConfig.FocalNet Tiny = Large with
    {
        Depths = new(2, 2, 6, 2), Windows = new(3, 3, 3, 3), Width = 96, OverlappingPatches = false, PostNorm = false,
        LayerScale = false,
    };

    private static readonly Dictionary<string, BackboneConfig.FocalNet> Published = new(StringComparer.Ordinal)
    {
        ["large"] = Large,
        ["large_fl4"] = Large with { Levels = new(4, 4, 4, 4), Windows = new(3, 3, 3, 3), NormalizedModulator = true },
        ["huge"] = Huge, ["huge_fl4"] = Huge with { Levels = new(4, 4, 4, 4) },
        ["tiny_lrf"] = Tiny, ["small_lrf"] = Tiny with { Depths = new(2, 2, 18, 2) },
        ["base_lrf"] = Tiny with { Depths = new(2, 2, 18, 2), Width = 128 },
    };

    private static JsonElement Recorded => JsonDocument.Parse(
        File.ReadAllText(Repository.Path(
            "tests", "Properties", "Golden", "focalnet", "focalnet.json"))).RootElement.GetProperty("full_size");

    public static TheoryData<string> Names => new(Published.Keys);

    [Theory, MemberData(nameof(Names))]
    public void Parameters_are_those_of_the_official_code(string name)
    {
        var recorded = Recorded.GetProperty(name);
        var parts = FocalNetParts.Of(Published[name])
            .Select(p => (p.Name, Shape: p.Shape.Select(d => d.For(0)).ToArray())).ToList();
        Assert.Equal(recorded.GetProperty("num_parameters").GetInt64(),
            parts.Sum(p => p.Shape.Aggregate(1L, (product, side) => product * side)));
        if (recorded.TryGetProperty("state_dict", out var state))
        {
            Assert.Equal(
                state.EnumerateObject()
                    .Select(m =>
                        $"{m.Name} [{string.Join(", ", m.Value.EnumerateArray().Select(side => side.GetInt64()))}]"),
                parts.Select(p => $"{p.Name} [{string.Join(", ", p.Shape)}]"));
        }
    }

    [Fact]
    public void Two_sizes_are_recorded_name_by_name() => Assert.Equal(
        ["large", "huge_fl4"],
        Recorded.EnumerateObject().Where(size => size.Value.TryGetProperty("state_dict", out _))
            .Select(size => size.Name));
}
