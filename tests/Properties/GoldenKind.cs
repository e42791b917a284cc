using System.Text.Json;

namespace StableDino.Properties;

/// <summary>What was recorded in a file of official numbers; each kind has its test.</summary>
public enum GoldenKind
{
    Other, Boxes, Denoising, EncoderDecoder, Losses, Matcher, Attention, Embeddings, PostProcessing, Proposals,
    Convolutions, Swin, FocalNet, Stability,
    Evaluation, Training, Weights, Names, Family, FamilyNames, AuxiliaryHeads, MaskedAttention,
}

/// <summary>
/// The kind of a file by what it holds: its name and folder are free, so that a new set is replayed wherever it lies.
/// </summary>
public static class GoldenKinds
{
    // In this order: a whole model's file also has a "config" case.
    private static readonly (GoldenKind Kind, Func<Contents, bool> Holds)[] Signatures =
    [
        (GoldenKind.MaskedAttention, file => file.Root("masked_attention")),
        (GoldenKind.Family, file => file.Root("behaviours_to_copy")),
        (GoldenKind.FamilyNames, file => file.Deep("num_parameters_unique")),
        (GoldenKind.Names, file => file.Root("state_dict") && file.Root("num_parameters")),
        (GoldenKind.Weights, file => file.Root("config") && !file.Root("cases") && file.Root("tensors")),
        (GoldenKind.AuxiliaryHeads, file => file.Setting("allowed_border") && file.Setting("finest_scale")),
        (GoldenKind.Evaluation, file => file.Tensor("batch.class_all")),
        (GoldenKind.Training, file => file.Tensor("total_loss") && file.Tensor("class_all")),
        (GoldenKind.Denoising, file => file.Setting("neg_step_type") && file.Setting("gdn_k")),
        (GoldenKind.Stability, file => file.Setting("unstable_percent")),
        (GoldenKind.Matcher, file => file.Setting("cost_class_type")),
        (GoldenKind.Losses, file => file.Setting("ta_beta")),
        (GoldenKind.Attention, file => file.Setting("ref_dim")),
        (GoldenKind.EncoderDecoder, file => file.Setting("module")),
        (GoldenKind.PostProcessing, file => file.Setting("nms_thresholds")),
        (GoldenKind.Swin, file => file.Setting("window_size")),
        (GoldenKind.FocalNet, file => file.Setting("focal_windows")),
        (GoldenKind.Convolutions, file => file.Setting("num_outs") || file.Setting("stride_in_1x1")),
        (GoldenKind.Embeddings, file => file.Setting("num_pos_feats")),
        (GoldenKind.Proposals, file => file.Ending(".output_proposals")),
        (GoldenKind.Boxes, file => file.Tensor("pix_giou")),
    ];

    public static GoldenKind Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return GoldenKind.Other;
        var contents = new Contents(root);
        return Signatures.FirstOrDefault(signature => signature.Holds(contents)).Kind;
    }

    private sealed class Contents(JsonElement root)
    {
        private readonly HashSet<string> tensors = Keys(root, "tensors").ToHashSet();
        private readonly HashSet<string> settings =
            root.TryGetProperty("cases", out var cases) && cases.ValueKind == JsonValueKind.Object
                ? [.. cases.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.Object)
                    .SelectMany(one => one.Value.EnumerateObject().Select(member => member.Name))]
                : [];

        public bool Root(string name) => root.TryGetProperty(name, out _);

        public bool Deep(string name) =>
            root.EnumerateObject()
                .Any(member =>
                    member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty(name, out _));

        public bool Tensor(string name) => tensors.Contains(name);

        public bool Ending(string suffix) => tensors.Any(name => name.EndsWith(suffix, StringComparison.Ordinal));

        public bool Setting(string name) => settings.Contains(name);

        private static IEnumerable<string> Keys(JsonElement root, string name) =>
            root.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object
                ? part.EnumerateObject().Select(member => member.Name)
                : [];
    }
}
