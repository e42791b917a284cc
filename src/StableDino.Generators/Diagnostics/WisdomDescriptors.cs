using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Model;

namespace StableDino.Generators.Diagnostics;

/// <content>What is legal and unwise, what has no effect, and what the surroundings of a declaration forbid.</content>
internal static partial class Descriptors
{
    /// <summary>A written setting that nothing reads.</summary>
    public static readonly DiagnosticDescriptor UnusedSetting = Warning(
        "SDINO039", "Setting without effect", "{0} has no effect, because {1}; remove it");

    /// <summary>A loss of which every term weighs nothing.</summary>
    public static readonly DiagnosticDescriptor NothingIsLearned = Error(
        "SDINO040", Agreement, "Loss without a term",
        "Losses.ClassificationWeight, BoxWeight and GiouWeight are all 0, so matched queries learn nothing; the "
        + "paper's weights are 6, 5 and 2");

    /// <summary>A cost of which every term weighs nothing.</summary>
    public static readonly DiagnosticDescriptor EveryAssignmentIsBest = Error(
        "SDINO041", Agreement, "Matching cost without a term",
        "Matching.ClassCost, BoxCost and GiouCost are all 0, so every assignment is as good as any other; the paper's "
        + "costs are 2, 5 and 2");

    /// <summary>More queries than tokens to choose from.</summary>
    public static readonly DiagnosticDescriptor MoreQueriesThanTokens = Warning(
        "SDINO042", "More queries than tokens",
        "Queries.Count is {0}, but the {1} levels of an 800×1066 image have {2} tokens to choose from; the most that "
        + "are used is {2}");

    /// <summary>A level with next to no cells.</summary>
    public static readonly DiagnosticDescriptor CoarseLevel = Warning(
        "SDINO043", "Pyramid level with hardly a cell",
        "Neck.Levels is {0} from Backbone.FirstStage {1}, so the last level has stride {2} and {3}×{4} cells for "
        + "800×1066; the most levels with more are {5}");

    /// <summary>A window that no map fills.</summary>
    public static readonly DiagnosticDescriptor WideWindow = Warning(
        "SDINO044", "Window wider than its map",
        "Backbone.Window is {0}, but the map of stage {1} has {2} rows for an 800×1066 image and is padded up to the "
        + "window; the widest that fits is {2}");

    /// <summary>A hidden width that is cut to a whole number.</summary>
    public static readonly DiagnosticDescriptor FractionalHiddenWidth = Warning(
        "SDINO045", "Hidden width is not whole",
        "Backbone.MlpRatio is {0} and Backbone.Width is {1}, which makes {2} hidden channels, cut to a whole number; "
        + "the nearest ratio makes {3}");

    /// <summary>As many heads as channels.</summary>
    public static readonly DiagnosticDescriptor NarrowHeads = Warning(
        "SDINO046", "Heads of one channel",
        "{0} is {1} and {2} is {3}, so each head has one channel; heads of about 32 channels are usual: {4}");

    /// <summary>Half or more of a layer dropped.</summary>
    public static readonly DiagnosticDescriptor StrongDropout = Warning(
        "SDINO047", "Strong dropout", "{0} is {1}; detectors of this family train with 0 or 0.1");

    /// <summary>A balance that leaves out one side.</summary>
    public static readonly DiagnosticDescriptor OneSidedAlpha = Warning(
        "SDINO048", "Focal balance leaves one side out", "{0} is {1}, so {2} weigh nothing; the papers' value is 0.25");

    /// <summary>Suppression of neighbours.</summary>
    public static readonly DiagnosticDescriptor LowThreshold = Warning(
        "SDINO049", "Low suppression threshold",
        "PostProcessing.Suppression.IouThreshold is {0}; below 0.5 it removes neighbours rather than duplicates: the "
        + "paper's value is 0.8");

    /// <summary>Two ways of measuring overlap.</summary>
    public static readonly DiagnosticDescriptor OverlapDisagreement = Warning(
        "SDINO050", "Matching and loss measure overlap differently",
        "Matching.Overlap is {0} but Losses.Overlap is {1}; matching and loss should agree on what overlap is: set "
        + "both to {0} or both to {1}");

    /// <summary>Denoising of targets without noise.</summary>
    public static readonly DiagnosticDescriptor NoNoise = Warning(
        "SDINO051", "Denoising without noise",
        "{0}.LabelNoise and BoxNoise are both 0, so its queries are the answers; the paper's values are 0.5 and 1, or "
        + "leave the branch out");

    /// <summary>A weight beyond single precision's comfort.</summary>
    public static readonly DiagnosticDescriptor HugeWeight = Error(
        "SDINO052", Range, "Weight too large",
        "{0} is {1}, and sums of such terms leave single precision; the largest that is compiled is {2}");

    /// <summary>Statistics of another scale.</summary>
    public static readonly DiagnosticDescriptor PixelScale = Warning(
        "SDINO053", "Pixel statistics of 0..1 on pixels of 0..255",
        "Pixels.Mean{0} is {1} and Deviation{0} is {2}, which are statistics of pixels in 0..1, but pixels here are "
        + "0..255: {3} and {4}");

    /// <summary>A start from confident positives.</summary>
    public static readonly DiagnosticDescriptor ConfidentPrior = Warning(
        "SDINO054", "Confident prior",
        "Heads.Score.PriorProbability is {0}, but nearly every query is background, so training starts from a huge "
        + "loss; RetinaNet's value is 0.01");

    /// <summary>A type that hides one of the library's.</summary>
    public static readonly DiagnosticDescriptor HiddenName = Error(
        "SDINO055", Declaration, "Type hides one of the library",
        "'{0}' has the name of a type that generated code in '{1}' uses; rename it, or declare the detector in "
        + "another namespace");

    /// <summary>A class that is there already.</summary>
    public static readonly DiagnosticDescriptor ClassTaken = Error(
        "SDINO056", Declaration, "Generated class is there already",
        "'{0}' would be compiled to '{1}', but your project has a type of that name; rename one of them");

    /// <summary>A detector in a generic type.</summary>
    public static readonly DiagnosticDescriptor GenericDeclaration = Error(
        "SDINO057", Declaration, "Compiled detector in a generic type",
        "'{0}' is declared in the generic type '{1}', and nothing gives its type parameters a value; declare it in a "
        + "plain class: => {1}.{0}");

    /// <summary>An exponent far above the papers'.</summary>
    public static readonly DiagnosticDescriptor SteepExponent = Warning(
        "SDINO058", "Steep exponent", "{0} is {1}; above 10 only the hardest example counts: the papers' value is {2}");

    /// <summary>An exponent that the official arithmetic has no value for.</summary>
    public static readonly DiagnosticDescriptor OddExponent = Error(
        "SDINO059", Range, "Exponent is not even under official arithmetic",
        "{0} is {1} but {2} is OfficialEpsilons, which raises t − p with its sign: below zero that is negative or no "
        + "number; the nearest that works is {3}, or set Arithmetic to FromLogits");

    /// <summary>A depth-wise kernel whose rim never meets the map.</summary>
    public static readonly DiagnosticDescriptor WideFocalWindow = Warning(
        "SDINO091", "Focal window wider than twice its map",
        "{0} is {1}, so with {2} levels the widest kernel has a side of {3}, but the map of stage {4} has {5} rows "
        + "for an 800×1066 image and the kernel's rim meets nothing but padding; the widest that fits is {6}");

    private static ImmutableArray<DiagnosticDescriptor> OfWisdom =>
    [
        UnusedSetting, NothingIsLearned, EveryAssignmentIsBest, MoreQueriesThanTokens, CoarseLevel, WideWindow,
        FractionalHiddenWidth, NarrowHeads,
        StrongDropout, OneSidedAlpha, LowThreshold, OverlapDisagreement, NoNoise, HugeWeight, PixelScale,
        ConfidentPrior, HiddenName, ClassTaken,
        GenericDeclaration, SteepExponent, OddExponent, WideFocalWindow,
    ];
}
