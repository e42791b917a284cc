using StableDino.Configuration;

namespace StableDino.Generators.Graph;

/// <summary>The backbone: images to feature maps.</summary>
internal static class BackboneLowering
{
    public static IEnumerable<StageModel> Stages(Blueprint graph) => graph.Config.Backbone switch
    {
        BackboneConfig.ResNet resNet =>
        [
            Stage(graph, "ResNetBackbone", "BackboneConfig.ResNet",
                $"Residual network, {resNet.Depth} layers deep.") with
            {
                Parts = [.. ResNetParts.Of(resNet)], Cost = ResNetParts.Cost(resNet),
            },
        ],
        BackboneConfig.Swin swin =>
        [
            Stage(graph, "SwinBackbone", "BackboneConfig.Swin", $"Shifted-window transformer, {swin.Width} wide.") with
            {
                Parts = [.. SwinParts.Of(swin)], Cost = SwinParts.Cost(swin),
            },
        ],
        BackboneConfig.FocalNet focal =>
        [
            Stage(graph, "FocalBackbone", "BackboneConfig.FocalNet",
                $"Focal modulation network, {focal.Width} wide.") with
            {
                Parts = [.. FocalNetParts.Of(focal)], Cost = FocalNetParts.Cost(focal),
            },
        ],
        _ => throw new InvalidOperationException("closed"),
    };

    private static StageModel Stage(Blueprint graph, string type, string config, string summary) =>
        new(StageKind.Backbone, type, "backbone.")
        {
            Summary = summary,
            Arguments = [new Argument.Configured("config", "Backbone", config)],
            Reads = [new Edge.Input(GraphInput.Pixels)],
            Yields = new("features", Handover.BackboneFeatures, [.. graph.Shapes.Maps]),
        };
}
