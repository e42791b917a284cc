using StableDino.Pipeline;

namespace StableDino.Properties.Compiler;

public class OfficialNameTests
{
    public static IEnumerable<object[]> Files => GoldenFile.Files(GoldenKind.Names);

    [SkippableTheory, MemberData(nameof(Files))]
    public void Names_shapes_and_order_are_the_official_checkpoints(string path)
    {
        using var file = GoldenFile.Open(path);
        var name =
            file.Json.GetProperty("model").GetString()!.Replace("stabledino", "stable-dino", StringComparison.Ordinal)
                .Replace('_', '-').ToLowerInvariant();
        var definition = Core.CompiledDetectors.All.Single(d => d.Name == name);
        var parameters = definition.Parameters(80);

        var official = file.Json.GetProperty("state_dict").EnumerateObject()
            .Select(entry =>
                $"{entry.Name} [{string.Join(", ", entry.Value.EnumerateArray().Select(d => d.GetInt64()))}]");
        Assert.Equal(official, parameters.Select(p => $"{p.Name} [{string.Join(", ", p.Shape)}]"));

        var buffers = file.Json.GetProperty("buffers").EnumerateArray().Select(b => b.GetString());
        Assert.Equal(buffers.Order(StringComparer.Ordinal),
            parameters.Where(p => p.Kind == ParameterKind.Buffer).Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(file.Json.GetProperty("num_parameters").GetInt64(), definition.ParameterCount(80));
    }

    [Fact]
    public void Every_alias_names_a_parameter_that_is_listed_under_its_own_name()
    {
        foreach (var definition in Core.CompiledDetectors.All)
        {
            var owners = definition.Parameters(3).Where(p => p.Kind == ParameterKind.Weight)
                .ToDictionary(p => p.OwnName, p => p.Shape.ToArray());
            foreach (var alias in definition.Parameters(3).Where(p => p.Kind == ParameterKind.Alias))
                Assert.Equal(owners[alias.OwnName], alias.Shape.ToArray());
        }
    }
}
