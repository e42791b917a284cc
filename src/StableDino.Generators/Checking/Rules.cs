using StableDino.Configuration;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>The table of rules. Each looks at the whole configuration and is independent of the others.</summary>
internal static class Rules
{
    private static readonly Func<DetectorConfig, IEnumerable<Finding>>[] Table =
    [
        NameRule.Check, SizeRule.Check, StageRule.Check, DepthRule.Check, FrozenStagesRule.Check, WidthRule.Check,
        SineWidthRule.Check,
        HeadsRule.Check, GroupsRule.Check, LevelsRule.Check, FusionRule.Check, DetectionsRule.Check,
        QueryRule.Check, BranchRule.Check, AssignmentRule.Check, MaskRule.Check,
        CopiesRule.Check, RangeRule.Check, ExponentRule.Check, OfficialExponentRule.Check, WeightRule.Check,
        IouThresholdRule.Check, PixelRule.Check,
        RescaleRule.Check, ScoreMixedRule.Check, PaddingRule.Check,
        UnusedSettingRule.Check, NothingToLearnRule.Check, TokensRule.Check, WindowRule.Check, HeadWidthRule.Check,
        DropoutRule.Check,
        FocalBalanceRule.Check, SuppressionRule.Check, OverlapRule.Check, NoiseRule.Check, HugeWeightRule.Check,
        PixelScaleRule.Check,
        PriorRule.Check, NeckFormRule.Check, ScoreRule.Check, AttentionRule.Check, SinglePredictorRule.Check,
        PatternsRule.Check,
        AuxiliaryHeadRule.Check, MaskedAttentionRule.Check,
    ];

    /// <summary>Everything the rules find.</summary>
    public static EquatableArray<Finding> Check(DetectorConfig config) =>
        Table.SelectMany(rule => rule(config)).ToEquatable();

    /// <summary>Whether nothing forbids compiling it; warnings do not.</summary>
    public static bool Allow(EquatableArray<Finding> findings) =>
        findings.All(f => Descriptors.ById[f.Id].DefaultSeverity != Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
}
