using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StableDino.Generators.Model;

namespace StableDino.Generators.Diagnostics;

/// <summary>
/// Every message of the config compiler. Ids run upward and are never reused; each has a page in docs/diagnostics.
/// </summary>
internal static partial class Descriptors
{
    private const string Language = "StableDino.Language";
    private const string Declaration = "StableDino.Declaration";
    private const string Agreement = "StableDino.Agreement";
    private const string Range = "StableDino.Range";
    private const string Wisdom = "StableDino.Wisdom";

    /// <summary>An expression the evaluator does not know.</summary>
    public static readonly DiagnosticDescriptor UnsupportedExpression = Error(
        "SDINO001", Language, "Expression outside the configuration language",
        "'{0}' is outside the configuration language: {1}; write {2}");

    /// <summary>A configuration that needs itself.</summary>
    public static readonly DiagnosticDescriptor Cycle = Error(
        "SDINO002", Language, "Configuration refers to itself",
        "This configuration refers to itself: {0}; break the circle by writing one of these values out");

    /// <summary>The attribute on a property of another type.</summary>
    public static readonly DiagnosticDescriptor NotADetectorConfig = Error(
        "SDINO003", Declaration, "Compiled detector of another type",
        "'{0}' is of type '{1}', but [CompiledDetector] needs 'DetectorConfig'");

    /// <summary>The attribute on an instance property.</summary>
    public static readonly DiagnosticDescriptor NotStatic = Error(
        "SDINO004", Declaration, "Compiled detector is not static",
        "'{0}' belongs to an instance, but [CompiledDetector] needs a static property; write 'static DetectorConfig "
        + "{0}'");

    /// <summary>The attribute on a property without an expression to evaluate.</summary>
    public static readonly DiagnosticDescriptor NoExpression = Error(
        "SDINO005", Declaration, "Compiled detector without an expression",
        "'{0}' has {1} and so no single expression to evaluate; write '{0} {{ get; }} = …;' or '{0} => …;'");

    /// <summary>A reference into an assembly that does not carry the value.</summary>
    public static readonly DiagnosticDescriptor NotCarried = Error(
        "SDINO006", Language, "Value is not carried by its assembly",
        "'{0}' lives in the compiled assembly '{1}', which does not carry its value; {2}");

    /// <summary>Arithmetic without a result.</summary>
    public static readonly DiagnosticDescriptor Arithmetic = Error(
        "SDINO007", Language, "Arithmetic without a result",
        "'{0}' has no value: {1}");

    /// <summary>A missing or ill-formed name.</summary>
    public static readonly DiagnosticDescriptor IllFormedName = Error(
        "SDINO008", Declaration, "Ill-formed detector name",
        "Name is \"{0}\", but a name is lower-case letters, digits and single dashes; write \"{1}\"");

    /// <summary>Two detectors of one name.</summary>
    public static readonly DiagnosticDescriptor DuplicateName = Error(
        "SDINO009", Declaration, "Duplicate detector name",
        "{0} has the Name \"{1}\", but {2} has it already; write for instance Name = \"{3}\"");

    /// <summary>Stages of different width.</summary>
    public static readonly DiagnosticDescriptor WidthDisagreement = Error(
        "SDINO010", Agreement, "Widths disagree",
        "{0} is {1} but {2} is {3}, and tokens keep one width from neck to decoder; set both to {1} or both to {3}");

    /// <summary>Heads that do not divide their width.</summary>
    public static readonly DiagnosticDescriptor HeadsDivideWidth = Error(
        "SDINO011", Agreement, "Heads do not divide the width",
        "{0} is {1} but {2} is {3}, which {1} does not divide; the nearest number of heads that does is {4}");

    /// <summary>Groups that do not divide their width.</summary>
    public static readonly DiagnosticDescriptor GroupsDivideWidth = Error(
        "SDINO012", Agreement, "Groups do not divide the width",
        "{0} is {1} but {2} is {3}, which {1} does not divide; the nearest number of groups that does is {4}");

    /// <summary>Fewer levels than maps.</summary>
    public static readonly DiagnosticDescriptor LevelsBelowMaps = Error(
        "SDINO013", Agreement, "Fewer pyramid levels than backbone maps",
        "Neck.Levels is {0} but the backbone hands over {1} maps (stages {2} to {3}); set Neck.Levels to {1} or "
        + "Backbone.FirstStage to {4}");

    /// <summary>Stages outside 2..5 or in the wrong order.</summary>
    public static readonly DiagnosticDescriptor StageRange = Error(
        "SDINO014", Range, "Backbone stages out of range",
        "Backbone.FirstStage is {0} and Backbone.LastStage is {1}, but 2 ≤ FirstStage ≤ LastStage ≤ 5 is needed; the "
        + "nearest are {2} and {3}");

    /// <summary>A depth that no ResNet here has.</summary>
    public static readonly DiagnosticDescriptor UnknownDepth = Error(
        "SDINO015", Range, "Unknown ResNet depth",
        "Backbone.Depth is {0}, but a ResNet is 18, 34, 50 or 101 deep; the nearest is {1}");

    /// <summary>Freezing stages that are not there.</summary>
    public static readonly DiagnosticDescriptor FrozenStages = Error(
        "SDINO016", Range, "Frozen stages out of range",
        "Backbone.FrozenStages is {0}, but the stages built are 1 (the stem) to {1}; the nearest value is {2}");

    /// <summary>Frozen weights under statistics that move.</summary>
    public static readonly DiagnosticDescriptor FrozenBatchNorm = Error(
        "SDINO017", Agreement, "Frozen stages under trained batch normalisation",
        "Backbone.FrozenStages is {0} but Backbone.Norm is Batch, which learns and tracks its statistics; frozen "
        + "stages need constant ones: set FrozenStages to 0 or Norm to FrozenBatch");

    /// <summary>A size below its least.</summary>
    public static readonly DiagnosticDescriptor TooSmall = Error(
        "SDINO018", Range, "Size too small",
        "{0} is {1}, but it must be at least {2}; the nearest value is {2}");

    /// <summary>More detections than there are pairs to choose from.</summary>
    public static readonly DiagnosticDescriptor TooManyDetections = Error(
        "SDINO019", Agreement, "More detections than queries times classes",
        "PostProcessing.Detections is {0} but Queries.Count × Classes is {1} × {2} = {3}; the most that works is {3}");

    /// <summary>A share or probability outside its range.</summary>
    public static readonly DiagnosticDescriptor OutOfRange = Error(
        "SDINO020", Range, "Value out of range",
        "{0} is {1}, but its range is {2}; the nearest value is {3}");

    /// <summary>An exponent that is zero, negative or not a number.</summary>
    public static readonly DiagnosticDescriptor ExponentNotPositive = Error(
        "SDINO021", Range, "Exponent is not positive",
        "{0} is {1}, but an exponent is positive and finite; the usual value is {2}");

    /// <summary>A negative weight.</summary>
    public static readonly DiagnosticDescriptor NegativeWeight = Error(
        "SDINO022", Range, "Weight is negative",
        "{0} is {1}, but a weight is zero (off) or more, and finite; the nearest value is {2}");

    /// <summary>A suppression threshold that keeps everything or nothing.</summary>
    public static readonly DiagnosticDescriptor IouThreshold = Error(
        "SDINO023", Range, "IoU threshold out of range",
        "{0} is {1}, but an IoU threshold lies above 0 and at most at 1; the nearest value is {2}, the paper's 0.8");

    /// <summary>A fusion without memories to fuse.</summary>
    public static readonly DiagnosticDescriptor FusionNeedsLayers = Error(
        "SDINO024", Agreement, "Memory fusion without enough encoder layers",
        "Encoder.Fusion is {0}, which needs {1} or more layers, but Encoder.Layers is {2}; set Layers to {1} or "
        + "Fusion to new MemoryFusion.{3}()");

    /// <summary>Negative noise without a negative copy.</summary>
    public static readonly DiagnosticDescriptor NegativesNeedCopies = Error(
        "SDINO025", Agreement, "Negative noise without negative copies",
        "{0} is {1}, but {2} is {3} and so every copy is positive; set Copies to 2 or Negatives to new "
        + "NegativeNoise.SameAsPositive()");

    /// <summary>Rescaling to one where the paper rescales to the largest IoU.</summary>
    public static readonly DiagnosticDescriptor RescaleForManyQueries = Warning(
        "SDINO026", "Rescale to one with many queries",
        "{0} is ToOne with Queries.Count = {1}; the paper (§2.2) rescales to one for 300 queries and to the largest "
        + "IoU for 900: new TargetRescale.ToMaxIou()");

    /// <summary>Targets that mix in the class score.</summary>
    public static readonly DiagnosticDescriptor ScoreMixedTarget = Warning(
        "SDINO027", "Class score inside the positional target",
        "{0} is ScoreMixed with ScoreExponent {1}; the paper (Table 7) finds that the score in the target hurts: new "
        + "PositionalTarget.Power(Exponent: {2})");

    /// <summary>Evaluation that attends to padding.</summary>
    public static readonly DiagnosticDescriptor AttendedPadding = Warning(
        "SDINO028", "Evaluation attends to padding",
        "EvaluationPadding is Attended, so attention takes padding for background; set it to Masked unless you "
        + "reproduce the official code");

    /// <summary>A width that sine embeddings cannot split.</summary>
    public static readonly DiagnosticDescriptor WidthNotMultipleOfFour = Error(
        "SDINO029", Agreement, "Width is not a multiple of four",
        "{0} is {1}, but sine embeddings split it into sines and cosines of x and y, four equal parts; the nearest "
        + "width is {2}");

    /// <summary>A pixel deviation one cannot divide by.</summary>
    public static readonly DiagnosticDescriptor PixelDeviation = Error(
        "SDINO030", Range, "Pixel statistic is not usable",
        "{0} is {1}, but pixels are divided by it, so it is positive and finite; ImageNet's value is {2}");

    /// <summary>Two graphs of one class name.</summary>
    public static readonly DiagnosticDescriptor ClassCollision = Error(
        "SDINO031", Declaration, "Two detectors compile to one class",
        "{0} and {1} would both be compiled to the class '{2}'; rename one of the properties");

    /// <summary>A record that library and compiler know differently.</summary>
    public static readonly DiagnosticDescriptor VersionMismatch = Error(
        "SDINO032", Language, "Library and config compiler disagree",
        "{0}: this version of the config compiler does not know it; use the StableDino library and compiler of one "
        + "version");

    /// <summary>A size beyond what the compiler computes with.</summary>
    public static readonly DiagnosticDescriptor TooLarge = Error(
        "SDINO033", Range, "Size too large",
        "{0} is {1}, but the largest that is compiled is {2}; the nearest value is {2}");

    /// <summary>Parts of a query that do not go together.</summary>
    public static readonly DiagnosticDescriptor QueryParts = Error(
        "SDINO070", Agreement, "Parts of a query do not fit each other",
        "{0} is {1} but Queries.Reference is {2}: {3}; set {0} to {4}");

    /// <summary>Noised targets among queries whose positions are not made of references.</summary>
    public static readonly DiagnosticDescriptor DenoisingPosition = Error(
        "SDINO071", Agreement, "Denoising queries without a position",
        "{0} adds noised targets, whose positions are made of their boxes, but Queries.Position is {1}; set it to new "
        + "QueryPosition.SineOfReference() or leave the branch out");

    /// <summary>Two branches of one kind.</summary>
    public static readonly DiagnosticDescriptor TwoBranchesOfAKind = Error(
        "SDINO072", Agreement, "Two assignment branches of one kind",
        "{0} and {1} are both {2} branches, and their losses would have the same names; keep one of them");

    /// <summary>Further queries of a branch without proposals to select them from.</summary>
    public static readonly DiagnosticDescriptor BranchNeedsProposals = Error(
        "SDINO073", Agreement, "One-to-many queries without proposals",
        "{0} selects further queries from the encoder's proposals, but Queries.Reference is {1}; set it to new "
        + "QueryReference.Proposals() or leave the branch out");

    /// <summary>An indicator channel without learned content to leave it free in.</summary>
    public static readonly DiagnosticDescriptor IndicatorNeedsLearned = Error(
        "SDINO085", Agreement, "Denoising groups without learned boxes",
        "{0} marks noised targets in a channel that learned contents leave free, but Queries.Reference is {1}; set it "
        + "to new QueryReference.LearnedBoxes() or use new BranchConfig.ContrastiveDenoising(…)");

    /// <summary>Targets assigned by overlap with boxes that are not there.</summary>
    public static readonly DiagnosticDescriptor NothingToOverlap = Error(
        "SDINO087", Agreement, "Assignment by overlap does not fit",
        "{0} is {1}, which {2}, but {3}; the value that fits is {4}");
    /// <summary>A projection where there are several maps or levels.</summary>
    public static readonly DiagnosticDescriptor ProjectionOfOneMap = Error(
        "SDINO074", Agreement, "Projection of several maps",
        "Neck.Form is {0}, which makes one level of one map, but the backbone hands over {1} and Neck.Levels is {2}; "
        + "set Backbone.FirstStage to {3} and Neck.Levels to 1, or Neck.Form to NeckForm.ChannelMapper");

    /// <summary>Stable matching on softmax scores.</summary>
    public static readonly DiagnosticDescriptor StableSoftmax = Error(
        "SDINO076", Agreement, "Stable matching of softmax scores",
        "{0} is {1}, which moves the probability of one class towards a position metric, but Heads.Score is Softmax, "
        + "where all classes and the background share one probability; make the detector's scores sigmoid first, or "
        + "set {0} to {2}");

    /// <summary>An attention that does not find what it looks at.</summary>
    public static readonly DiagnosticDescriptor AttentionParts = Error(
        "SDINO077", Agreement, "Attention without what it looks at",
        "{0} is {1} but {2} is {3}: {4}; set {0} to {5}");

    /// <summary>One predictor for the layers and the proposals.</summary>
    public static readonly DiagnosticDescriptor SinglePredictor = Error(
        "SDINO078", Agreement, "Single predictor beside proposals",
        "Heads.Sharing is Single but Queries.Reference is Proposals, which have a predictor of their own; set "
        + "Heads.Sharing to HeadSharing.Shared");

    /// <summary>Queries that are no whole number for each pattern.</summary>
    public static readonly DiagnosticDescriptor PatternsDivideQueries = Error(
        "SDINO079", Agreement, "Patterns do not divide the queries",
        "Queries.Count is {0}, but there is a query for each of {1} patterns at every place; set Queries.Count to {2}");

    /// <summary>Masks without class-aware proposals.</summary>
    public static readonly DiagnosticDescriptor MasksNeedProposals = Error(
        "SDINO080", Agreement, "Masks without proposals",
        "Masks are first predicted for proposals that know classes, but Queries.Reference is {0}; set it to new "
        + "QueryReference.Proposals() or set Masks to new MaskConfig.None()");

    /// <summary>A backbone that hands over one map, of which masks would leave none.</summary>
    public static readonly DiagnosticDescriptor MasksNeedAFinerMap = Error(
        "SDINO081", Agreement, "Masks take the only map",
        "Masks keep the backbone's finest map for themselves, but it hands over stage {0} alone, so the pyramid would "
        + "have none; set Backbone.FirstStage to {1}");

    /// <summary>Targets offered several times where masks are predicted.</summary>
    public static readonly DiagnosticDescriptor MasksOnceOnly = Error(
        "SDINO082", Agreement, "One-to-many queries of a detector of masks",
        "{0} offers targets several times, which is not defined for masks; leave the branch out or set Masks to new "
        + "MaskConfig.None()");

    /// <summary>Masks of a decoder that attends in another way than MaskDINO's.</summary>
    public static readonly DiagnosticDescriptor MasksNeedDeformablePoints = Error(
        "SDINO084", Agreement, "Masks without deformable points",
        "The masks of every layer are those of a decoder of deformable points, but Decoder.CrossAttention is {0}; set "
        + "it to new CrossAttention.DeformablePoints(4) or set Masks to new MaskConfig.None()");

    /// <summary>Masks as the metric of a code that measures boxes.</summary>
    public static readonly DiagnosticDescriptor MaskMetricOfBoxes = Error(
        "SDINO092", Agreement, "Mask IoU in a cost of boxes",
        "Masks.Metric is MaskIou but Matching.Classification.Modulation is OfficialClassScatter, which repeats a code "
        + "that measures boxes; set Masks.Metric to PositionMetric.BoxIou or Matching.Classification.Modulation to "
        + "new CostModulation.RescaledGiou()");

    /// <summary>A focal window without a middle.</summary>
    public static readonly DiagnosticDescriptor EvenFocalWindow = Error(
        "SDINO090", Range, "Focal window is even",
        "{0} is {1}, but a focal window has a cell in its middle, so its side is odd; the nearest value is {2}");

    /// <summary>Masks that no loss teaches.</summary>
    public static readonly DiagnosticDescriptor MasksNotTaught = Warning(
        "SDINO083", "Masks that nothing teaches",
        "Masks are predicted, but Masks.MaskWeight and Masks.DiceWeight are 0; MaskDINO has 5 and 5");

    /// <summary>Masks of cells that hide small objects.</summary>
    public static readonly DiagnosticDescriptor CoarseMasks = Warning(
        "SDINO096", "Masks of a coarse map",
        "Masks are read from the backbone's finest map, which is of stage {0}, a cell for each {1} × {1} pixels; "
        + "MaskDINO has one for each 4 × 4: set Backbone.FirstStage to 2 and Neck.Levels to {2}");

    /// <summary>Groups of queries that come from the image.</summary>
    public static readonly DiagnosticDescriptor GroupsNeedLearned = Error(
        "SDINO088", Agreement, "Groups of queries without learned queries",
        "{0} learns a further set of queries for each group, but Queries.Reference is Proposals, which come from the "
        + "image; use new BranchConfig.OneToMany(new BranchTerms.Shared()) or set Queries.Reference to new "
        + "QueryReference.LearnedBoxes()");

    /// <summary>The official code's attention among groups, where there is none to follow.</summary>
    public static readonly DiagnosticDescriptor OfficialGroupsAlone = Error(
        "SDINO089", Agreement, "Official group attention does not fit",
        "{0} is Official, which {1}, but {2} is {3}; set {0} to GroupAttention.Isolated");

    /// <summary>An auxiliary head whose positives cannot become queries.</summary>
    public static readonly DiagnosticDescriptor HeadQueriesNeedBoxes = Error(
        "SDINO093", Agreement, "Auxiliary head beside queries without boxes",
        "{0} adds queries that are known by their boxes, but Queries.Position is {1} and Queries.Reference is {2}; "
        + "set them to new QueryPosition.SineOfReference() and new QueryReference.Proposals(), or leave the branch "
        + "out");

    /// <summary>An auxiliary head in a detector of masks.</summary>
    public static readonly DiagnosticDescriptor HeadsBesideMasks = Error(
        "SDINO094", Agreement, "Auxiliary head of a detector of masks",
        "{0} adds queries that learn boxes and no masks, but Masks is PixelEmbedding; leave the branch out or set "
        + "Masks to new MaskConfig.None()");

    /// <summary>
    /// Masked attention in a detector that has no masks, or beside a reference, or with predictors of each layer.
    /// </summary>
    public static readonly DiagnosticDescriptor MaskedAttentionParts = Error(
        "SDINO100", Agreement, "Masked attention does not fit",
        "Decoder.CrossAttention is Masked but {0} is {1}: {2}; set {0} to {3}");

    /// <summary>A weight or a cost of boxes that nothing predicts.</summary>
    public static readonly DiagnosticDescriptor BoxesOfMasksAlone = Error(
        "SDINO101", Agreement, "Loss or cost of boxes that nothing predicts",
        "{0} is {1}, but with masked attention boxes are only read off the masks, and nothing learns by them; set {0} "
        + "to 0f");

    /// <summary>A name of older records.</summary>
    public static readonly DiagnosticDescriptor OldName = Error(
        "SDINO102", Declaration, "Setting has another place now",
        "'{0}' is a name of older records; write {1}; docs/migration.md lists them all");

    private static readonly Lazy<ImmutableDictionary<string, DiagnosticDescriptor>> LazyById =
        new(() => OfFirst.Concat(OfLanguage).Concat(OfWisdom).ToImmutableDictionary(d => d.Id));

    /// <summary>All of them, by id.</summary>
    public static ImmutableDictionary<string, DiagnosticDescriptor> ById => LazyById.Value;

    private static ImmutableArray<DiagnosticDescriptor> OfFirst =>
    [
        UnsupportedExpression, Cycle, NotADetectorConfig, NotStatic, NoExpression, NotCarried, Arithmetic,
        IllFormedName, DuplicateName,
        WidthDisagreement, HeadsDivideWidth, GroupsDivideWidth, LevelsBelowMaps, StageRange, UnknownDepth, FrozenStages,
        FrozenBatchNorm,
        TooSmall, TooManyDetections, OutOfRange, ExponentNotPositive, NegativeWeight, IouThreshold, FusionNeedsLayers,
        NegativesNeedCopies,
        RescaleForManyQueries, ScoreMixedTarget, AttendedPadding, WidthNotMultipleOfFour, PixelDeviation,
        ClassCollision, VersionMismatch, TooLarge,
        QueryParts, DenoisingPosition, TwoBranchesOfAKind, BranchNeedsProposals,
        IndicatorNeedsLearned, NothingToOverlap,
        MasksNeedProposals, MasksNeedAFinerMap, MasksOnceOnly, MasksNotTaught, MasksNeedDeformablePoints,
        MaskMetricOfBoxes, CoarseMasks,
        ProjectionOfOneMap, StableSoftmax, AttentionParts, SinglePredictor, PatternsDivideQueries, EvenFocalWindow,
        GroupsNeedLearned, OfficialGroupsAlone, HeadQueriesNeedBoxes, HeadsBesideMasks, MaskedAttentionParts,
        BoxesOfMasksAlone, OldName,
    ];

    private static DiagnosticDescriptor Error(string id, string category, string title, string message) =>
        new(id, title, message, category, DiagnosticSeverity.Error, isEnabledByDefault: true,
            helpLinkUri: HelpLink(id));

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(id, title, message, Wisdom, DiagnosticSeverity.Warning, isEnabledByDefault: true,
            helpLinkUri: HelpLink(id));

    private static string HelpLink(string id) => $"docs/diagnostics/{id}.md";
}
