namespace StableDino.Properties.Compiler;

/// <summary>Backbones at full size against published counts.</summary>
public class BackboneTests
{
    // Parameters of the ImageNet classifiers, as their authors' code counts them.
    private const long ResNet50 = 25_557_032, ResNet101 = 44_549_160;
    private const long SwinTiny = 28_288_354, SwinSmall = 49_606_258, SwinBase384 = 87_903_584, SwinLarge = 196_532_476,
        SwinLarge384 = 196_735_516;

    [Theory]
    [InlineData("dino-swin-tiny-224-4scale", SwinTiny, 96)]
    [InlineData("dino-swin-small-224-4scale", SwinSmall, 96)]
    [InlineData("dino-swin-base-384-4scale", SwinBase384, 128)]
    [InlineData("dino-swin-large-224-4scale", SwinLarge, 192)]
    [InlineData("dino-swin-large-384-4scale", SwinLarge384, 192)]
    public void A_swin_is_its_classifier_without_the_head_and_with_a_norm_for_each_further_map(
        string name, long classifier, int width)
    {
        var (features, head) = (8 * width, 1000L);
        Assert.Equal(classifier - (features + 1) * head + 2 * (2 * width + 4 * width), Backbone(name));
    }

    // The published sizes are rounded to 0.1 or 1 million; these are what the recorded official code counts
    // (`full_size` of the recorded file).
    [Theory]
    [InlineData("dino-focalnet-tiny-4scale", 96, 28.6, 27_880_080)]
    [InlineData("dino-focalnet-large-4scale", 192, 207, 205_566_048)]
    [InlineData("dino-focalnet-large-fl4-4scale", 192, 207, 205_746_552)]
    [InlineData("stable-dino-focalnet-large-4scale", 192, 207, 205_566_048)]
    public void A_focalnet_is_its_classifier_without_the_head_and_with_a_norm_for_each_further_map(
        string name, int width, double published, long counted)
    {
        Assert.Equal(counted, Backbone(name));
        var classifier = counted + (8 * width + 1) * 1000L - 2 * (2 * width + 4 * width);
        Assert.Equal(published, Math.Round(classifier / 1e6, published < 100 ? 1 : 0));
    }

    [Theory]
    [InlineData("dino-r50-4scale", ResNet50, 53_120)]
    [InlineData("dino-r101-4scale", ResNet101, 105_344)]
    public void A_resnet_is_its_classifier_without_the_head_and_its_frozen_normalisation(
        string name, long classifier, long normalisation) =>
        Assert.Equal(classifier - 2049 * 1000 - normalisation, Backbone(name));

    [Fact]
    public void Dino_on_swin_large_has_the_official_names_and_shapes_but_for_the_fusion()
    {
        IEnumerable<string> Names(string model) =>
            Core.CompiledDetectors.All.Single(d => d.Name == model).Parameters(80)
                .Where(p => !p.Name.Contains("fusion_layer", StringComparison.Ordinal))
                .Select(p => $"{p.Name} [{string.Join(", ", p.Shape)}]");
        Assert.Equal(Names("stable-dino-swinl-4scale"), Names("dino-swin-large-384-4scale"));
    }

    [Theory, InlineData("dino-r50-5scale", 4), InlineData("dino-swin-large-384-5scale", 4), InlineData(
        "dino-focalnet-large-fl4-5scale", 4)]
    public void Five_scales_are_four_maps_and_one_more(string name, int maps)
    {
        var names = Core.CompiledDetectors.All.Single(d => d.Name == name).Parameters(80).Select(p => p.Name).ToList();
        Assert.Equal(maps,
            names.Count(n => n.StartsWith("neck.convs.", StringComparison.Ordinal)
                && n.EndsWith("conv.weight", StringComparison.Ordinal)));
        Assert.Equal(1,
            names.Count(n => n.StartsWith("neck.extra_convs.", StringComparison.Ordinal)
                && n.EndsWith("conv.weight", StringComparison.Ordinal)));
    }

    private static long Backbone(string name) =>
        Core.CompiledDetectors.All.Single(d => d.Name == name).Stages.First(stage =>
            stage.Name == "Backbone").Parameters;
}
