using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Denoising queries against the official code's, from its recorded random draws.</summary>
[Trait("Category", "Parity")]
public class DenoisingTests
{
    public static IEnumerable<object[]> Cases => GoldenFile.Cases(GoldenKind.Denoising);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Denoising_queries_agree_with_the_official_code(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var settings = file.Case(id);
        int Setting(string name) => settings.GetProperty(name).GetInt32();
        var config = Config(settings);
        var targets = Targets(file, id, settings);
        var noised =
            ContrastiveDenoising.Prepare(targets, config, Setting("num_classes"), Draws(file, $"{id}.", config))
                .Value();

        file.Compare(id, Noise.Exact, file[$"{id}.dn_num"], [noised.Groups], "groups");
        file.Compare(id, Noise.Exact, file[$"{id}.single_padding"], [noised.GroupSize], "slots of a group");
        file.Compare(id, Noise.Module, file[$"{id}.input_query_bbox"], noised.Boxes, "box logits");

        var (width, matching) = (Setting("hidden_dim"), Setting("num_queries"));
        var labels = new LabelEmbedding(Setting("num_classes"), width, branch: 0).Loaded(file, $"{id}.param.");
        var rest = new SelectedQueries(rand(targets.Counts.Length, matching, width),
            rand(targets.Counts.Length, matching, 4), Option<Tensor>.None, [QueryGroup.Matching(matching)]);
        var queries = labels.call(rest, noised);
        Assert.Equal([new QueryGroup(0, noised.Count, noised.Groups, SeesMatching: true),
            QueryGroup.Matching(matching)], queries.Groups.AsEnumerable());
        file.Compare(id, Noise.Exact, file[$"{id}.input_query_label"],
            queries.Content.narrow(1, 0, noised.Count), "content");
        file.Compare(id, Noise.Exact, rest.Content, queries.Content.narrow(1, noised.Count, matching),
            "content of the matching queries");
        file.Compare(id, Noise.Exact, rest.References, queries.References.narrow(1, noised.Count, matching),
            "references of the matching queries");
        file.Compare(id, Noise.Module, file[$"{id}.input_query_bbox"].sigmoid(),
            queries.References.narrow(1, 0, noised.Count), "references");

        // One recorded setting also hides the matching queries from the denoising ones; no configuration of ours asks
        // for it.
        var mask = QueryVisibility.Mask(queries.Groups, queries.Unseen, CPU).Value();
        if (settings.GetProperty("dn_to_matching_block").GetBoolean())
            mask = mask.index_put_(tensor(true), Rows(noised.Count), TensorIndex.Slice(noised.Count));
        file.Compare(id, Noise.Exact, file[$"{id}.attn_mask"], mask, "attention mask");

        if (!settings.GetProperty("dn_select_1st_noise_as_pos").GetBoolean()) return;
        var positive = zeros(noised.Labels.numel(), ScalarType.Bool);
        positive[ContrastiveDenoising.Positives(noised, targets.Counts).Query] = tensor(true);
        file.Compare(id, Noise.Exact, file[$"{id}.dn_is_pos"], positive.view(noised.Labels.shape), "positive queries");
    }

    private static TensorIndex Rows(long count) => TensorIndex.Slice(0, count);

    private static BranchConfig.ContrastiveDenoising Config(JsonElement settings) => new(
        Negatives(settings.GetProperty("neg_step_type").GetString()!.Split(':')), StableDinoZoo.DinoR50.Losses,
        settings.GetProperty("dn_number").GetInt32(), settings.GetProperty("gdn_k").GetInt32(),
        settings.GetProperty("label_noise_ratio").GetSingle(), settings.GetProperty("box_noise_scale").GetSingle(),
        AbsentSlots.TrainedAsNegatives);

    internal static NegativeNoise Negatives(string[] text) => text[0] switch
    {
        "none" => new NegativeNoise.SameAsPositive(),
        "add" => new NegativeNoise.AddPerCopy(float.Parse(text[1], CultureInfo.InvariantCulture)),
        "addonce" => new NegativeNoise.AddOnce(float.Parse(text[1], CultureInfo.InvariantCulture)),
        "addxy" => new NegativeNoise.AddPerCopyToFirstCorner(),
        "addoncexy" => new NegativeNoise.AddOnceToFirstCorner(),
        "multipy" => new NegativeNoise.MultiplyPerCopy(),
        "(vanilla" => new NegativeNoise.Contrastive(),
        _ => throw new InvalidDataException(text[0]),
    };

    private static Targets Targets(GoldenFile file, string id, JsonElement settings)
    {
        ImmutableArray<int> counts =
            [.. settings.GetProperty("gt_counts").EnumerateArray().Select(count => count.GetInt32())];
        var images = Enumerable.Range(0, counts.Length).ToList();
        return new Targets(
            cat([.. images.Select(i => file[$"{id}.labels{i}"])]),
            cat([.. images.Select(i => file[$"{id}.boxes{i}"])]), counts);
    }

    /// <summary>Recorded draws; new labels were recorded only where one was used, in order.</summary>
    internal static DenoisingDraws Draws(GoldenFile file, string prefix, BranchConfig.ContrastiveDenoising config)
    {
        var signs = file[$"{prefix}rand_sign01"] * 2 - 1;
        var chance = file.Has($"{prefix}rand_label_p") ? file[$"{prefix}rand_label_p"] : ones(signs.shape[0]);
        var redrawn = chance.lt(config.LabelNoise * 0.5);
        var labels = zeros(signs.shape[0], ScalarType.Int64);
        if (file.Has($"{prefix}rand_new_label"))
            labels = labels.masked_scatter(redrawn, file[$"{prefix}rand_new_label"]);
        return new DenoisingDraws(chance, labels, signs, file[$"{prefix}rand_part"]);
    }
}
