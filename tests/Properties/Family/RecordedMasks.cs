using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Properties.Family;

/// <summary>What a recorded case of masks holds, whichever detector it was recorded from, against ours.</summary>
internal static class RecordedMasks
{
    /// <summary>The masks of all images over the batch's size.</summary>
    public static InstanceMasks Target(GoldenFile file, int images, long height, long width) =>
        new(cat([.. Enumerable.Range(0, images)
            .Select(image => file[$"targets/img{image}/masks"])
            .Select(masks =>
                functional.pad(masks, [0, width - masks.shape[2], 0, height - masks.shape[1]], value: 0))]));

    /// <summary>Queries and targets of every layer's pairs.</summary>
    /// <param name="file">The case.</param>
    /// <param name="layers">Names of the layers in our order.</param>
    /// <param name="ours">Our matching.</param>
    public static void Matchings(GoldenFile file, IEnumerable<string> layers, Assignments ours)
    {
        var names = layers.ToList();
        Assert.Equal(names.Count, ours.Layers.Length);
        foreach (var (layer, name) in ours.Layers.Zip(names))
            for (var image = 0; image < layer.Length; image++)
            {
                file.Compare("train", Noise.Exact, file[$"matching/{name}/img{image}/query"],
                    [.. layer[image].Pairs.Select(pair => (double)pair.Query)], $"queries of {name}");
                file.Compare("train", Noise.Exact, file[$"matching/{name}/img{image}/target"],
                    [.. layer[image].Pairs.Select(pair => (double)pair.Target)], $"targets of {name}");
            }
    }

    /// <summary>Every term and the total. Terms of no weight are ours alone, and nothing.</summary>
    public static void Losses(GoldenFile file, Noise noise, DetectorConfig config, LossReport report)
    {
        static string Official(string name) =>
            name.Replace("class", "ce", StringComparison.Ordinal).Replace("_enc", "_interm", StringComparison.Ordinal);
        var (losses, masks) = (config.Losses, (MaskConfig.PixelEmbedding)config.Masks);
        var weights = new Dictionary<string, double>
        {
            ["class"] = losses.ClassificationWeight, ["bbox"] = losses.BoxWeight, ["giou"] = losses.GiouWeight,
            ["mask"] = masks.MaskWeight, ["dice"] = masks.DiceWeight,
        };
        var terms = report.Terms().ToLookup(term => weights[term.Name.Split('_')[1]] > 0);
        Assert.All(terms[false], term => Assert.Equal(0, term.Value));
        Assert.Equal(file.Below("losses/weighted/").Select(term => term.Name),
            terms[true].Select(term => Official(term.Name)).Order(StringComparer.Ordinal));
        foreach (var term in terms[true])
        {
            var name = Official(term.Name);
            file.Compare("train", noise, file[$"losses/weighted/{name}"], [term.Value], $"weighted {name}");
            file.Compare("train", noise, file[$"losses/unweighted/{name}"],
                [term.Value / weights[term.Name.Split('_')[1]]], $"unweighted {name}");
        }

        file.Compare("train", noise, file["losses/total"].flatten(), report.Total.detach().flatten(), "total loss");
    }

    /// <summary>The order of recorded detections by falling score: their own is not defined.</summary>
    public static Tensor ByScore(GoldenFile file, string name) => file[$"{name}/scores"].argsort(descending: true);

    /// <summary>Labels, scores and masks of an image.</summary>
    /// <param name="file">The case.</param>
    /// <param name="id">Where the deviations are noted.</param>
    /// <param name="name">Prefix of the recorded detections.</param>
    /// <param name="noise">That of scores.</param>
    /// <param name="found">Ours.</param>
    public static void Instances(
        GoldenFile file, string id, string name, Noise noise, ImmutableArray<DetectedInstance> found)
    {
        var order = ByScore(file, name);
        Tensor Sorted(string part) => file[$"{name}/{part}"].index_select(0, order);
        file.Compare(id, Noise.Exact, Sorted("labels"), [.. found.Select(one => (double)one.Box.Class)],
            "detected classes");
        file.Compare(id, noise, Sorted("scores"), [.. found.Select(one => (double)one.Box.Score)], "scores");
        var masks = Sorted("masks").transpose(1, 2).contiguous().to(ScalarType.Byte);
        foreach (var (instance, k) in found.Select((one, k) => (one, k)))
        {
            var differing = masks[k].flatten().Doubles().Zip(RunLengthMasks.Decode(instance.Mask), (x, y) => x != y)
                .Count(differs => differs);
            Assert.True(differing <= Math.Max(3, 0.002 * masks[k].sum().item<long>()),
                $"{name}: {differing} pixels of instance {k} differ");
        }
    }
}
