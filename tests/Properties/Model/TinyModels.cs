using System.Collections.Immutable;
using System.Text.Json;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>The whole models of the recorded data: configuration, weights, batch, targets.</summary>
internal static class TinyModels
{
    /// <summary>Configuration of a recorded whole-model file.</summary>
    public static DetectorConfig Config(JsonElement config)
    {
        int Number(string name) => config.GetProperty(name).GetInt32();
        var official = StableDinoZoo.StableDinoR50Official;
        var (width, heads, hidden) = (Number("embed_dim"), Number("heads"), Number("ffn"));
        var negatives = config.TryGetProperty("neg_step_type", out var step)
            ? DenoisingTests.Negatives(step.GetString()!.Split(':'))
            : new NegativeNoise.SameAsPositive();
        return official with
        {
            Name = "recorded",
            Backbone = new BackboneConfig.ResNet(StemWidth: Number("stem"), Width: Number("res2") / 4),
            Neck = official.Neck with { Width = width },
            Encoder = official.Encoder with
            {
                Fusion = config.GetProperty("fusion").GetString() == "none"
                    ? new MemoryFusion.None()
                    : new MemoryFusion.Dense(),
                Layers = Number("enc_layers"), Width = width, Heads = heads, FeedForward = hidden,
            },
            Queries = official.Queries with { Count = Number("num_queries") },
            Decoder = official.Decoder with { Layers = Number("dec_layers"), Width = width, Heads = heads,
                FeedForward = hidden },
            Branches = [Denoising(official) with { Negatives = negatives, Queries = Number("dn_number") }],
        };
    }

    /// <summary>The denoising branch of a configuration that has one.</summary>
    public static BranchConfig.ContrastiveDenoising Denoising(DetectorConfig config) =>
        config.Branches.OfType<BranchConfig.ContrastiveDenoising>().Single();

    /// <summary>The detector of a recorded file, with the weights recorded beside it.</summary>
    public static AssembledDetector Build(GoldenFile file)
    {
        var settings = file.Json.GetProperty("cases").GetProperty("config");
        var detector = new AssembledDetector(Config(settings), settings.GetProperty("num_classes").GetInt32());
        using var weights = GoldenFile.Open(Beside(file, GoldenKind.Weights, _ => true));
        using var silent = no_grad();
        using var scope = NewDisposeScope();
        var own = detector.OfficialState().ToDictionary(pair => pair.Official, pair => pair.Value);
        Assert.Equal(
            weights.Names.Where(n => !n.StartsWith("transformer.decoder.class_embed", StringComparison.Ordinal)
                && !n.StartsWith("transformer.decoder.bbox_embed", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            own.Keys.Order(StringComparer.Ordinal));
        foreach (var (official, tensor) in own) tensor.copy_(weights[official]);
        return detector;
    }

    /// <summary>
    /// A file of another kind recorded from the same model: it lies beside and has the same settings, as far as both
    /// have them.
    /// </summary>
    internal static string Beside(GoldenFile file, GoldenKind kind, Func<GoldenFile, bool> fits)
    {
        var (folder, settings) = (Path.GetDirectoryName(file.Path)!, Settings(file));
        bool Same(GoldenFile other) => fits(other) && Settings(other).All(pair =>
            pair.Key is "gt_counts" or "dn_number" || !settings.TryGetValue(pair.Key, out var own)
                || own == pair.Value);
        foreach (var (path, _) in GoldenFile.In([folder])
            .Where(beside => beside.Kind == kind && Path.GetDirectoryName(beside.Path) == folder))
        {
            using var other = GoldenFile.Open(path);
            if (Same(other)) return path;
        }

        throw new InvalidDataException($"no {kind} beside {file.Path} has its settings");
    }

    private static Dictionary<string, string> Settings(GoldenFile file) =>
        (file.Json.TryGetProperty("config", out var config)
            ? config
            : file.Json.GetProperty("cases").GetProperty("config"))
            .EnumerateObject()
            .ToDictionary(member => member.Name,
                member => member.Value.GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));

    /// <summary>Images normalised, then padded at right and bottom to one size.</summary>
    public static ImageBatch Batch(PixelNormalization pixels, params Tensor[] images)
    {
        var mean = tensor(new[] { pixels.MeanRed, pixels.MeanGreen, pixels.MeanBlue }).view(3, 1, 1);
        var deviation = tensor(new[] { pixels.DeviationRed, pixels.DeviationGreen, pixels.DeviationBlue })
            .view(3, 1, 1);
        ImmutableArray<ImageSize> sizes =
            [.. images.Select(image => new ImageSize((int)image.shape[1], (int)image.shape[2]))];
        var (height, width) = (sizes.Max(size => size.Height), sizes.Max(size => size.Width));
        Tensor Pad(Tensor image, double value) =>
            nn.functional.pad(image, [0, width - image.shape[^1], 0, height - image.shape[^2]], value: value);
        return new ImageBatch(
            stack([.. images.Select(image => Pad((image - mean) / deviation, 0))]),
            stack([.. sizes.Select(size => Pad(zeros(size.Height, size.Width), 1).to_type(ScalarType.Bool))]), sizes);
    }

    /// <summary>The recorded targets: corners in pixels become centre and size over the image's own size.</summary>
    public static Targets Targets(GoldenFile file, ImmutableArray<ImageSize> sizes)
    {
        var boxes = sizes.Select((size, i) =>
        {
            var corners = file[$"gt_boxes{i}"];
            var (low, high) = (corners.narrow(1, 0, 2), corners.narrow(1, 2, 2));
            return cat([(low + high) / 2, high - low], 1)
                / tensor(new float[] { size.Width, size.Height, size.Width, size.Height });
        });
        var labels = sizes.Select((_, i) => file[$"gt_classes{i}"]).ToList();
        return new Targets(cat([.. labels]), cat([.. boxes]), [.. labels.Select(label => (int)label.shape[0])]);
    }
}
