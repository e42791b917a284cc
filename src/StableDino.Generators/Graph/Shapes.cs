using System.Globalization;
using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Shapes that several stages agree on: the pyramid's levels and the sizes of the default input.</summary>
/// <param name="Config">The configuration.</param>
internal sealed record Shapes(DetectorConfig Config)
{
    /// <summary>First and last backbone stage.</summary>
    public BackboneStages Stages => BackboneStages.Of(Config.Backbone);

    /// <summary>Channels of the backbone's maps, finest first.</summary>
    public EquatableArray<int> BackboneChannels => Enumerable.Range(Stages.First, Stages.Count)
        .Select(stage => Config.Backbone switch
        {
            BackboneConfig.ResNet r => ResNetParts.Channels(r, stage),
            BackboneConfig.Swin s => s.Width << (stage - 2),
            BackboneConfig.FocalNet f => f.Width << (stage - 2),
            _ => throw new InvalidOperationException("closed"),
        }).ToEquatable();

    /// <summary>Maps of the backbone for the default input, finest first.</summary>
    public IEnumerable<string> Maps =>
        BackboneChannels.Select((c, i) => Map(c, BackboneStages.Map(Config.Backbone, Stages.First + i)));

    /// <summary>How many of the backbone's maps are no levels of the pyramid: masks keep the finest.</summary>
    public int FinestKept => BackboneStages.FirstLevel(Config) - Stages.First;

    /// <summary>Channels of the maps that the neck takes, finest first.</summary>
    public EquatableArray<int> NeckChannels => BackboneChannels.Skip(FinestKept).ToEquatable();

    /// <summary>The pyramid's levels, finest first.</summary>
    public IEnumerable<Extent> Levels =>
        Enumerable.Range(BackboneStages.FirstLevel(Config), Config.Neck.Levels)
            .Select(stage => BackboneStages.Map(Config.Backbone, stage));

    /// <summary>Maps of the pyramid for the default input, finest first.</summary>
    public IEnumerable<string> Pyramid => Levels.Select(level => Map(Config.Encoder.Width, level));

    /// <summary>The default input's padding.</summary>
    public static string Padding { get; } = Of(CountedImage.Height, CountedImage.Width);

    /// <summary>Tokens of the default input.</summary>
    public long Tokens => Levels.Sum(l => l.At(CountedImage.Height, CountedImage.Width));

    /// <summary>Matching queries.</summary>
    public int Queries => Config.Queries.Count;

    /// <summary>A map of the default input: <c>[1, 512, 100, 134]</c>.</summary>
    public static string Map(int channels, Extent extent) => string.Format(
        CultureInfo.InvariantCulture, "[1, {0}, {1}, {2}]", channels, extent.Cells(CountedImage.Height),
        extent.Cells(CountedImage.Width));

    /// <summary>A shape of one image: <c>[1, a, b]</c>.</summary>
    public static string Of(params object[] sides) =>
        "[1, " + string.Join(", ", sides.Select(s => Convert.ToString(s, CultureInfo.InvariantCulture))) + "]";
}
