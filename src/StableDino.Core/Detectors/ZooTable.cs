using System.Collections.Immutable;
using System.Globalization;

namespace StableDino.Detectors;

/// <summary>One table of all detectors: size and cost from the compiled graphs, accuracy as published, and what is verified here.</summary>
public static class ZooTable
{
    private const string Recorded = "stages, predictions, matchings, losses, gradients and detections of a small one; names and shapes at full size";
    private const string Composed = "its parts; names and shapes at full size are its base's with the fusion";
    private const string Small = "two training steps (`FamilyTrainingTests`)";

    /// <summary>What is known of each detector, by name.</summary>
    public static ImmutableArray<ZooEntry> Entries { get; } =
    [
        new("dino-r50-4scale", "49.0 (12 epochs)", "DINO, Table 1; detrex: 49.2", $"{Recorded} (`FamilyParityTests`, `OfficialNameTests`)"),
        new("stable-dino-r50-4scale", "50.4 (12 epochs)", "Stable-DINO, Table 2", "names and shapes at full size (`OfficialNameTests`); its formulas by their laws"),
        new("stable-dino-r50-4scale-official", "", "the official code's own choices", "whole models, six training steps (`WholeModelTests`, `OfficialStepsTests`)"),
        new("stable-dino-r50-5scale", "50.5 (12 epochs)", "Stable-DINO, Table 2", "names and shapes at full size (`OfficialNameTests`)"),
        new("stable-dino-swinl-4scale", "57.7 (12 epochs)", "Stable-DINO, Table 3", "names and shapes at full size (`OfficialNameTests`); the backbone in small (`SwinTests`)"),
        new("deformable-detr-r50", "44.9 (50 epochs)", "detrex", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("deformable-detr-r50-with-box-refinement", "47.0 (50 epochs)", "detrex", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("deformable-detr-r50-two-stage", "48.2 (50 epochs)", "detrex", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("dab-deformable-detr-r50", "49.0 (50 epochs)", "detrex", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("dab-deformable-detr-r50-two-stage", "49.7 (50 epochs)", "detrex", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("dn-deformable-detr-r50", "48.6 (50 epochs)", "Stable-DINO, Table 2", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("mask-dino-r50", "51.7, masks 46.3 (50 epochs)", "detrex", "stages, masks and predictions, matchings, losses, gradients and instances of a small one (`MaskParityTests`); names and shapes at full size (`FamilyNameTests`)"),
        new("h-deformable-detr-r50-two-stage", "49.1 (12 epochs)", "detrex; H-DETR: 48.7", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("deta-r50-5scale", "50.0 (12 epochs)", "detrex; DETA's own weights: 50.1", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("deta-r50-5scale-no-frozen-backbone", "50.2 (12 epochs)", "detrex", "the same with nothing frozen"),
        new("stable-deformable-detr-r50", "45.1 (12 epochs)", "Stable-DINO, Table 5", $"assignments, losses and their gradients (`StableFamilyTests`); {Composed}"),
        new("stable-dab-deformable-detr-r50", "45.2 (12 epochs)", "Stable-DINO, Table 5", $"assignments, losses and their gradients (`StableFamilyTests`); {Composed}"),
        new("stable-dn-deformable-detr-r50", "", "composed here; nobody published it", Composed),
        new("stable-h-deformable-detr-r50", "49.2 (12 epochs)", "Stable-DINO, Table 5", $"assignments, losses and their gradients (`StableFamilyTests`); {Composed}"),
    ];

    /// <summary>The table as Markdown, with its heading: docs/zoo.md.</summary>
    /// <param name="definitions">The detectors, in the order of the rows.</param>
    public static string Markdown(IEnumerable<DetectorDefinition> definitions) => string.Join('\n', [
        "# The zoo",
        "",
        "Made by `stable-dino models table > docs/zoo.md`. Parameters for the published class count; GFLOPs are multiply–adds × 2 of one image of",
        "800×1066, of convolutions, linear maps, attention and sampling. AP is what others published: nobody has trained these here.",
        "",
        "| model | parameters | GFLOPs | published AP | source | verified here |",
        "|---|---:|---:|---|---|---|",
        .. definitions.Select(Row),
        "",
    ]);

    private static string Row(DetectorDefinition definition)
    {
        var entry = Entries.FirstOrDefault(e => e.Name == definition.Name) ?? new ZooEntry(definition.Name, "", "small, to learn from scratch", Small);
        var (parameters, cost) = (definition.ParameterCount(definition.Config.Classes) / 1e6, definition.Stages.Sum(stage => stage.Gflops));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {entry.Name} | {parameters:F2} M | {cost:F0} | {entry.Ap} | {entry.Source} | {entry.Verified} |");
    }
}
