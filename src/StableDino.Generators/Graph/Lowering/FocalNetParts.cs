using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Parameters and cost of a focal modulation network.</summary>
internal static class FocalNetParts
{
    public static IEnumerable<Part> Of(BackboneConfig.FocalNet config)
    {
        var stages = Stages(config);
        return Patches("patch_embed", 3, config.Width, 4, config)
            .Concat(stages.SelectMany(s => Stage(s, config)))
            .Concat(stages.Where(s => s.Number >= config.FirstStage)
                .SelectMany(s => Part.Norm($"norm{s.Number - 2}", s.Width)));
    }

    public static Cost Cost(BackboneConfig.FocalNet config) => Stages(config).Aggregate(
        Graph.Cost.Of(new Extent(2), 3L * config.Width * Kernel(4, config) * Kernel(4, config)),
        (cost, s) => cost
            + Graph.Cost.Of(new Extent(s.Number), s.Depth * BlockCost(s, config))
            + (s.Number < config.LastStage
                ? Graph.Cost.Of(new Extent(s.Number + 1),
                    2L * s.Width * s.Width * Kernel(2, config) * Kernel(2, config)) : Graph.Cost.None));

    // Multiply–adds of one token: linear maps and depth-wise kernels. The mean and the gates are additions and products
    // of maps.
    private static long BlockCost(StageSizes stage, BackboneConfig.FocalNet config) => (long)stage.Width * (
        (4L * stage.Width) + stage.Levels + 1 + Kernels(stage).Sum(k => (long)k * k)
            + (2L * (int)(stage.Width * config.MlpRatio)));

    private static IEnumerable<int> Kernels(StageSizes stage) =>
        Enumerable.Range(0, stage.Levels).Select(level => stage.Window + (2 * level));

    private static List<StageSizes> Stages(BackboneConfig.FocalNet config)
    {
        var (depths, levels, windows) = (config.Depths.InOrder(), config.Levels.InOrder(), config.Windows.InOrder());
        return [.. Enumerable.Range(0, config.LastStage - 1)
            .Select(i => new StageSizes(i + 2, config.Width << i, depths[i], levels[i], windows[i]))];
    }

    // Side of the kernel over patches of a side.
    private static int Kernel(int patch, BackboneConfig.FocalNet config) =>
        config.OverlappingPatches ? (2 * patch) - 1 : patch;

    private static IEnumerable<Part> Patches(
        string name, int channels, int width, int patch, BackboneConfig.FocalNet config) =>
    [
        Part.Weight($"{name}.proj.weight", width, channels, Kernel(patch, config), Kernel(patch, config)),
        Part.Weight($"{name}.proj.bias", width),
        .. Part.Norm($"{name}.norm", width),
    ];

    private static IEnumerable<Part> Stage(StageSizes stage, BackboneConfig.FocalNet config)
    {
        var name = $"layers.{stage.Number - 2}";
        var blocks = Enumerable.Range(0, stage.Depth).SelectMany(i => Block($"{name}.blocks.{i}", stage, config));
        return stage.Number == config.LastStage
            ? blocks
            : blocks.Concat(Patches($"{name}.downsample", stage.Width, 2 * stage.Width, 2, config));
    }

    private static IEnumerable<Part> Block(string name, StageSizes stage, BackboneConfig.FocalNet config)
    {
        var (width, hidden) = (stage.Width, (int)(stage.Width * config.MlpRatio));
        return
        [
            .. config.LayerScale
                ? [Part.Weight($"{name}.gamma_1", width), Part.Weight($"{name}.gamma_2", width)]
                : Array.Empty<Part>(),
            .. Part.Norm($"{name}.norm1", width),
            .. Part.Linear($"{name}.modulation.f", width, (2 * width) + stage.Levels + 1),
            Part.Weight($"{name}.modulation.h.weight", width, width, 1, 1),
            Part.Weight($"{name}.modulation.h.bias", width),
            .. Part.Linear($"{name}.modulation.proj", width, width),
            .. Kernels(stage)
                .Select((kernel, level) =>
                    Part.Weight($"{name}.modulation.focal_layers.{level}.0.weight", width, 1, kernel, kernel)),
            .. config.ModulationNorm ? Part.Norm($"{name}.modulation.ln", width) : [],
            .. Part.Norm($"{name}.norm2", width),
            .. Part.Linear($"{name}.mlp.fc1", width, hidden),
            .. Part.Linear($"{name}.mlp.fc2", hidden, width),
        ];
    }

    private sealed record StageSizes(int Number, int Width, int Depth, int Levels, int Window);
}
