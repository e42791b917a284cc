using System.Collections.Immutable;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Pipeline;

namespace StableDino.Checkpoints;

/// <summary>A file's tensors under official names.</summary>
/// <param name="Layout">The names it came with.</param>
/// <param name="Tensors">In the file's order; names are distinct.</param>
/// <param name="LeftAside">Its names that no detector needs, with the reason.</param>
/// <param name="Differences">What the model would have to be, and is not.</param>
/// <param name="Classes">What its class rows mean, in order; empty when unknown.</param>
/// <param name="Notes">What was taken for granted.</param>
internal sealed record Translation(
    Layout Layout,
    ImmutableArray<TranslatedTensor> Tensors,
    ImmutableArray<(string Name, string Reason)> LeftAside,
    ImmutableArray<Difference> Differences,
    ImmutableArray<CocoCategory> Classes,
    ImmutableArray<string> Notes)
{
    /// <summary>Reads a file's names as its layout means them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="definition">The model they are for.</param>
    public static Translation Of(Checkpoint file, DetectorDefinition definition)
    {
        var ours = CheckpointMetadata.FromFields(file.Metadata);
        var layout = ours.IsSome ? Layouts.Official : LayoutDetection.Of(file);
        var (tensors, aside) = Renamed(file, layout, definition);
        if (ours.Case is CheckpointMetadata own) return new(layout, tensors, aside, [], own.Classes, []);

        var rows =
            tensors.FirstOrDefault(entry =>
                entry.Name.EndsWith("class_embed.0.weight", StringComparison.Ordinal))?.Shape is [var count, ..]
                ? count
                : 0;
        var byId = rows == CocoNames.RowsById;
        if (byId) tensors = [.. tensors.Select(RowsOfIds)];
        return new Translation(
            layout, tensors, aside, [.. Disagreements(layout, tensors, definition.Config)],
            byId || rows == CocoNames.Categories.Length ? CocoNames.Categories : [],
            byId ? ["The class rows are by COCO's ids, 0 to 90: those of its 80 categories are taken."]
                : rows == CocoNames.Categories.Length
                ? ["The file names no classes; its 80 rows are taken for COCO's."]
                : []);
    }

    private static (ImmutableArray<TranslatedTensor>, ImmutableArray<(string, string)>) Renamed(
        Checkpoint file, Layout layout, DetectorDefinition definition)
    {
        var (tensors, aside) =
            (ImmutableArray.CreateBuilder<TranslatedTensor>(), ImmutableArray.CreateBuilder<(string, string)>());
        var suffixes = file.Metadata.GetValueOrDefault("matching_heuristics") == "True" && layout.BackboneOnly
            && !layout.Rules.IsEmpty
            ? SuffixMatching.Of(
                [.. file.Tensors.Select(entry => entry.Name)], [.. definition.Parameters(1).Select(info => info.Name)])
            : ImmutableDictionary<string, string>.Empty;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in file.Tensors)
        {
            var (name, reason) = suffixes.TryGetValue(entry.Name, out var matched) ? (matched, "") : layout.Rules
                .Select(rule => (Name: rule.Apply(entry.Name), rule.Reason)).Where(found => found.Name.IsSome)
                .Select(found => (found.Name.IfNone(""), found.Reason)).FirstOrDefault((entry.Name, ""));
            if (layout != Layouts.Official && entry.Name.EndsWith(".num_batches_tracked", StringComparison.Ordinal))
                aside.Add((entry.Name, "counts batches; frozen statistics do not"));
            else if (name.Length == 0) aside.Add((entry.Name, reason));
            else if (taken.Add(name)) tensors.Add(new TranslatedTensor(name, entry, default));
            else aside.Add((entry.Name, $"a second '{name}'"));
        }

        return (tensors.ToImmutable(), aside.ToImmutable());
    }

    private static IEnumerable<Difference> Disagreements(
        Layout layout, ImmutableArray<TranslatedTensor> tensors, DetectorConfig config)
    {
        foreach (var assumption in layout.Assumptions)
            if (assumption.Ours(config) is var ours && ours != assumption.Theirs)
                yield return new Difference(assumption.Key,
                    $"the file takes {assumption.What} {assumption.Theirs} for granted, the model has {ours}");

        var heads = tensors.Where(entry => entry.Name is "class_embed.0.weight" or "class_embed.1.weight").ToArray();
        if (heads is not [var first, var second]) yield break;
        var shared = first.Source.View == second.Source.View || first.Source.View.Storage == second.Source.View.Storage;
        if (shared && config.Heads.Sharing == HeadSharing.PerLayer)
            yield return new Difference(
                "sharing", "the file's layers share one head, the model's have one each: they begin as copies");
        if (!shared && config.Heads.Sharing == HeadSharing.Shared)
            yield return new Difference(
                "sharing", "the file's layers have one head each, the model's share one: the first layer's is taken");
    }

    private static TranslatedTensor RowsOfIds(TranslatedTensor entry) =>
        (entry.Name.Contains("class_embed.", StringComparison.Ordinal) && entry.Shape is [CocoNames.RowsById, ..])
        || (entry.Name == "label_enc.weight" && entry.Shape is [CocoNames.RowsById or CocoNames.RowsById + 1, _])
            ? entry with { Rows = [.. CocoNames.Categories.Select(category => category.Id)] }
            : entry;
}
