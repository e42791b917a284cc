using System.Collections.Immutable;
using System.Globalization;
using StableDino.Pipeline;

namespace StableDino.Cli.ZooPage;

/// <summary>
/// One table of all detectors: size and cost from the compiled graphs, accuracy as published, and what is verified
/// here.
/// </summary>
public static class ZooTable
{
    private const string Recorded =
        "stages, predictions, matchings, losses, gradients and detections of a small one; names and shapes at full "
        + "size";
    private const string Composed =
        "its parts; names and shapes at full size are its base's with the fusion; a small one overfits 16 images";
    private const string Backboned = "its base is (dino-r50-4scale); the backbone has the published parameter count";
    private const string Modulated =
        "its base is (dino-r50-4scale); stages and gradients of a narrow backbone; the published parameter count";
    private const string Assisted =
        "its base is recorded; both heads, their queries, losses and gradients in small, names and shapes of their "
        + "parameters at full size (`MemoryHeadParityTests`)";
    private const string Varied = "as its R50, which is recorded; the dilated stage by its properties";
    private const string Deeper = "as its R50, which is recorded";
    private const string Small =
        "two training steps (`FamilyTrainingTests`); overfits 16 images, where listed";

    /// <summary>What is known of each detector, by name.</summary>
    public static ImmutableArray<ZooEntry> Entries { get; } =
    [
        new("dino-r50-4scale", "49.0 (12 epochs)", "DINO, Table 1; detrex: 49.2",
            $"{Recorded} (`FamilyParityTests`, `OfficialNameTests`)", Published: "47 M, 279"),
        new("dino-r50-5scale", "49.4 (12 epochs)", "DINO, as in Stable-DINO's Table 2",
            $"{Backboned} and stage 2 (`BackboneTests`)"),
        new("dino-r101-4scale", "50.0 (12 epochs)", "detrex", $"{Backboned} (`BackboneTests`)"),
        new("dino-swin-tiny-224-4scale", "51.3 (12 epochs)", "detrex",
            $"{Backboned} of Swin-T (`BackboneTests`, `SwinTests`)"),
        new("dino-swin-small-224-4scale", "53.0 (12 epochs)", "detrex",
            $"{Backboned} of Swin-S (`BackboneTests`, `SwinTests`)"),
        new("dino-swin-base-384-4scale", "55.8 (12 epochs)", "detrex",
            $"{Backboned} of Swin-B (`BackboneTests`, `SwinTests`)"),
        new("dino-swin-large-224-4scale", "56.9 (12 epochs)", "detrex",
            $"{Backboned} of Swin-L (`BackboneTests`, `SwinTests`)"),
        new("dino-swin-large-384-4scale", "56.9 (12 epochs), 58.1 (36)", "detrex",
            $"{Backboned} of Swin-L; names and shapes are those of stable-dino-swinl-4scale without its fusion "
            + "(`BackboneTests`)", Published: "217 M"),
        new("dino-swin-large-384-5scale", "57.5 (12 epochs), 58.5 (36)", "detrex, its model zoo",
            $"{Backboned} of Swin-L with stage 2 (`BackboneTests`)"),
        new("dino-focalnet-tiny-4scale", "", "detrex's configuration; it names no figure",
            $"{Modulated} of FocalNet-T (`BackboneTests`, `FocalNetParityTests`)"),
        new("dino-focalnet-large-4scale", "57.5 (12 epochs), 58.3 (36)", "detrex",
            $"{Modulated} of FocalNet-L (`BackboneTests`, `FocalNetParityTests`)"),
        new("dino-focalnet-large-fl4-4scale", "58.0 (12 epochs)", "detrex",
            $"{Modulated} of FocalNet-L (`BackboneTests`, `FocalNetParityTests`)"),
        new("dino-focalnet-large-fl4-5scale", "58.5 (12 epochs)", "detrex",
            $"{Modulated} of FocalNet-L, with stage 2 (`BackboneTests`, `FocalNetParityTests`)"),
        new("stable-dino-focalnet-large-4scale", "", "composed here; nobody published it",
            $"its parts; {Modulated} of FocalNet-L (`BackboneTests`, `FocalNetParityTests`)"),
        new("stable-dino-r50-4scale", "50.4 (12 epochs)", "Stable-DINO, Table 2",
            "names and shapes at full size (`OfficialNameTests`); its formulas by their properties"),
        new("stable-dino-r50-4scale-official", "", "the official code's own choices",
            "whole models, six training steps (`WholeModelTests`, `OfficialStepsTests`)"),
        new("stable-dino-r50-5scale", "50.5 (12 epochs)", "Stable-DINO, Table 2",
            "names and shapes at full size (`OfficialNameTests`)"),
        new("stable-dino-swinl-4scale", "57.7 (12 epochs)", "Stable-DINO, Table 3",
            "names and shapes at full size (`OfficialNameTests`); the backbone in small (`SwinTests`)",
            Published: "218 M"),
        new("deformable-detr-r50", "44.9 (50 epochs)", "detrex", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)",
            Published: "40 M, 173"),
        new("deformable-detr-r50-with-box-refinement", "47.0 (50 epochs)", "detrex",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("deformable-detr-r50-two-stage", "48.2 (50 epochs)", "detrex",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)", Published: "41 M, 173"),
        new("dab-deformable-detr-r50", "49.0 (50 epochs)", "detrex",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)", Published: "48 M, 195"),
        new("dab-deformable-detr-r50-two-stage", "49.7 (50 epochs)", "detrex",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("dn-deformable-detr-r50", "48.6 (50 epochs)", "Stable-DINO, Table 2",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)", Published: "48 M, 195"),
        new("mask-dino-r50", "51.7, masks 46.3 (50 epochs)", "detrex",
            "stages, masks and predictions, matchings, losses, gradients and instances of a small one "
            + "(`MaskParityTests`); names and shapes at full size (`FamilyNameTests`)"),
        new("stable-mask-dino-r50", "47.0, masks 42.1 (12 epochs)", "Stable-DINO, Table 4",
            $"assignments, losses and their gradients (`StableFamilyTests`); {Composed}"),
        new("mask2former-r50", "masks 43.7 (50 epochs), 38.7 (12)", "Mask2Former, Table 1; Stable-DINO, Table 4",
            "memory, masks and predictions, what each layer sees, matchings, losses, gradients and instances of a "
            + "small one (`Mask2FormerParityTests`); names and shapes at full size but for the backbone "
            + "(`FamilyNameTests`)", Published: "44 M, 226"),
        new("h-deformable-detr-r50-two-stage", "49.1 (12 epochs)", "detrex; H-DETR: 48.7",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("deta-r50-5scale", "50.0 (12 epochs)", "detrex; DETA's own weights: 50.1",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("deta-r50-5scale-no-frozen-backbone", "50.2 (12 epochs)", "detrex", "the same with nothing frozen"),
        new("co-deformable-detr-r50", "49.5 (12 epochs)", "Co-DETR; Stable-DINO, Table 2", Assisted),
        new("co-dino-r50-5scale", "52.1 (12 epochs)", "Co-DETR, its model zoo", Assisted),
        new("stable-deformable-detr-r50", "45.1 (12 epochs)", "Stable-DINO, Table 5",
            $"assignments, losses and their gradients (`StableFamilyTests`); {Composed}"),
        new("stable-dab-deformable-detr-r50", "45.2 (12 epochs)", "Stable-DINO, Table 5",
            $"assignments, losses and their gradients (`StableFamilyTests`); {Composed}"),
        new("stable-dn-deformable-detr-r50", "", "composed here; nobody published it", Composed),
        new("stable-h-deformable-detr-r50", "49.2 (12 epochs)", "Stable-DINO, Table 5",
            $"assignments, losses and their gradients (`StableFamilyTests`); {Composed}"),
        new("detr-r50", "42.0 (500 epochs)", "detrex, the official weights converted",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("detr-r50-dc5", "43.4 (500 epochs)", "detrex, the official weights converted",
            $"{Varied} (`DilationTests`)"),
        new("detr-r101", "43.5 (500 epochs)", "detrex, the official weights converted", Deeper),
        new("detr-r101-dc5", "44.9 (500 epochs)", "detrex, the official weights converted",
            $"{Varied} (`DilationTests`)"),
        new("conditional-detr-r50", "41.6 (50 epochs)", "detrex",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("conditional-detr-r50-dc5", "43.8 (50 epochs)", "detrex, the official weights converted",
            $"{Varied} (`DilationTests`)"),
        new("conditional-detr-r101", "43.0 (50 epochs)", "detrex, the official weights converted", Deeper),
        new("conditional-detr-r101-dc5", "45.1 (50 epochs)", "detrex, the official weights converted",
            $"{Varied} (`DilationTests`)"),
        new("group-detr-r50", "", "detrex's configuration; its model zoo names no figure",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("anchor-detr-r50", "41.9 (50 epochs)", "detrex; the authors: 42.1",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("anchor-detr-r50-dc5", "44.2 (50 epochs)", "detrex, the official weights converted",
            $"{Varied} (`DilationTests`)"),
        new("anchor-detr-r101", "43.5 (50 epochs)", "detrex, the official weights converted", Deeper),
        new("anchor-detr-r101-dc5", "45.1 (50 epochs)", "detrex, the official weights converted",
            $"{Varied} (`DilationTests`)"),
        new("dab-detr-r50", "43.3 (50 epochs)", "detrex", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("dab-detr-r50-3patterns", "42.8 (50 epochs)", "detrex, the official weights converted",
            $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("dab-detr-r50-dc5", "44.6 (50 epochs)", "detrex, the official weights converted",
            $"{Varied} (`DilationTests`)"),
        new("dab-detr-r101", "44.0 (50 epochs)", "detrex", Deeper),
        new("dn-detr-r50", "44.7 (50 epochs)", "detrex", $"{Recorded} (`FamilyParityTests`, `FamilyNameTests`)"),
        new("dn-detr-r50-dc5", "46.3 (50 epochs)", "detrex, the official weights converted",
            $"{Varied} (`DilationTests`)"),
    ];

    /// <summary>The table as Markdown, with its heading: docs/zoo.md.</summary>
    /// <param name="definitions">The detectors, in the order of the rows.</param>
    public static string Markdown(IEnumerable<DetectorDefinition> definitions) => string.Join('\n', [
        "# The zoo",
        "",
        "Made by `stable-dino models table > docs/zoo.md`. Parameters for the published class count; GFLOPs are "
        + "multiply–adds × 2 of one image of",
        "800×1066, of convolutions, linear maps, attention and sampling. AP is what others published: nobody has "
        + "trained these here. Published GFLOPs",
        "count multiply–adds once, on images of about 800×1280: half of ours, times 1.2. Small detectors that "
        + "overfit 16 images are in",
        "[zoo-overfit.md](zoo-overfit.md); what is missing and why, in [decision "
        + "0086](decisions/0086-what-table-2-still-needs.md).",
        "",
        "| model | parameters | GFLOPs | published size | published AP | source | verified here |",
        "|---|---:|---:|---|---|---|---|",
        .. definitions.Select(Row),
        "",
    ]);

    private static string Row(DetectorDefinition definition)
    {
        var entry = Entries.FirstOrDefault(e => e.Name == definition.Name)
            ?? new ZooEntry(definition.Name, "", "small, to learn from scratch", Small);
        var (parameters, cost) =
            (definition.ParameterCount(definition.Config.Classes) / 1e6, definition.Stages.Sum(stage => stage.Gflops));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {entry.Name} | {parameters:F2} M | {cost:F0} | {entry.Published} | {entry.Ap} | {entry.Source} | "
            + $"{entry.Verified} |");
    }
}
