using StableDino.Cli.ZooPage;
using StableDino.Zoo;

namespace StableDino.Properties.Family;

public class ZooTableTests
{
    [Fact]
    public void The_document_is_what_the_tool_prints() => Assert.Equal(
        ZooTable.Markdown(Core.CompiledDetectors.All),
        File.ReadAllText(Path.Combine(GoldenFolders.RepositoryRoot, "docs", "zoo.md")));

    [Fact]
    public void Every_entry_is_a_detector_and_every_detector_but_the_small_ones_has_an_entry()
    {
        var names = Core.CompiledDetectors.All.Select(d => d.Name).ToHashSet();
        Assert.All(ZooTable.Entries, entry => Assert.Contains(entry.Name, names));
        Assert.Equal(
            ZooTable.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal),
            Core.CompiledDetectors.All.Where(d => d.Config.Decoder.Width >= 256).Select(d => d.Name)
                .Order(StringComparer.Ordinal));
    }

    [Theory, InlineData("deformable-detr-r50", 40), InlineData("deformable-detr-r50-two-stage", 41), InlineData(
        "dab-deformable-detr-r50", 48), InlineData("dino-r50-4scale", 47)]
    public void Sizes_are_the_published_ones(string name, double millions) =>
        Assert.InRange(Core.CompiledDetectors.All.Single(d => d.Name == name).ParameterCount(80) / 1e6, millions * 0.97,
            millions * 1.03);
}
