using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of a shifted-window transformer.</summary>
internal static class SwinParts
{
    public static IEnumerable<Part> Of(BackboneConfig.Swin config)
    {
        var stages = Stages(config);
        return Part.Linear("patch_embed.proj", 0, config.Width).Skip(1)
            .Prepend(Part.Weight("patch_embed.proj.weight", config.Width, 3, 4, 4))
            .Concat(Part.Norm("patch_embed.norm", config.Width))
            .Concat(stages.SelectMany(s => Stage(s, config)))
            .Concat(stages.Where(s => s.Number >= config.FirstStage)
                .SelectMany(s => Part.Norm($"norm{s.Number - 2}", s.Width)));
    }

    public static Cost Cost(BackboneConfig.Swin config) => Stages(config).Aggregate(
        Graph.Cost.Of(new Extent(2), 48L * config.Width),
        (cost, s) => cost
            + Graph.Cost.Of(new Extent(s.Number, config.Window),
                s.Depth * ((4L * s.Width * s.Width) + (2L * config.Window * config.Window * s.Width)))
            + Graph.Cost.Of(new Extent(s.Number), s.Depth * 2L * s.Width * (int)(s.Width * config.MlpRatio))
            + (s.Number < config.LastStage
                ? Graph.Cost.Of(new Extent(s.Number + 1), 8L * s.Width * s.Width)
                : Graph.Cost.None));

    private static List<(int Number, int Width, int Depth, int Heads)> Stages(BackboneConfig.Swin config)
    {
        var (depths, heads) = (config.Depths.InOrder(), config.Heads.InOrder());
        return [.. Enumerable.Range(0, config.LastStage - 1)
            .Select(i => (i + 2, config.Width << i, depths[i], heads[i]))];
    }

    private static IEnumerable<Part> Stage(
        (int Number, int Width, int Depth, int Heads) stage, BackboneConfig.Swin config)
    {
        var (name, width) = ($"layers.{stage.Number - 2}", stage.Width);
        var blocks = Enumerable.Range(0, stage.Depth).SelectMany(i => Block($"{name}.blocks.{i}", stage, config));
        return stage.Number == config.LastStage ? blocks : blocks
            .Concat(Part.Linear($"{name}.downsample.reduction", 4 * width, 2 * width, bias: false))
            .Concat(Part.Norm($"{name}.downsample.norm", 4 * width));
    }

    private static IEnumerable<Part> Block(
        string name, (int Number, int Width, int Depth, int Heads) stage, BackboneConfig.Swin config)
    {
        var (width, side, hidden) = (stage.Width, config.Window, (int)(stage.Width * config.MlpRatio));
        return
        [
            .. Part.Norm($"{name}.norm1", width),
            Part.Weight($"{name}.attn.relative_position_bias_table", ((2 * side) - 1) * ((2 * side) - 1), stage.Heads),
            Part.Buffer($"{name}.attn.relative_position_index", side * side, side * side),
            .. Part.Linear($"{name}.attn.qkv", width, 3 * width),
            .. Part.Linear($"{name}.attn.proj", width, width),
            .. Part.Norm($"{name}.norm2", width),
            .. Part.Linear($"{name}.mlp.fc1", width, hidden),
            .. Part.Linear($"{name}.mlp.fc2", hidden, width),
        ];
    }
}
