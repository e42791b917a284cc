using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using static StableDino.Runs.RecipePropertyKinds;
using static LanguageExt.Prelude;

namespace StableDino.Runs;

/// <summary>
/// The closed table of a recipe's properties. A property that selects a case of a union comes before the properties of
/// that case, so that
/// writing a recipe in table order restores it.
/// </summary>
public static class RecipeTable
{
    /// <summary>All properties.</summary>
    public static ImmutableArray<RecipeProperty> Properties { get; } =
    [
        Whole("steps", 1, r => r.Length is RunLength.Steps steps ? Some(steps.Count) : None,
            (r, n) => r with { Length = new RunLength.Steps(n) }),
        Whole("epochs", 1, r => r.Length is RunLength.Epochs epochs ? Some((long)epochs.Count) : None,
            (r, n) => r with { Length = new RunLength.Epochs((int)n) }),
        Whole("batch", 1, r => (long)r.Batch, (r, n) => r with { Batch = (int)n }),
        Whole("accumulation", 1, r => (long)r.Accumulation, (r, n) => r with { Accumulation = (int)n }),
        Whole("seed", 0, r => (long)r.Seed, (r, n) => r with { Seed = (int)n }),
        Choice("precision", r => r.Precision == Precision.Fp32 ? "fp32" : "bf16", new()
        {
            ["fp32"] = r => r with { Precision = Precision.Fp32 },
            ["bf16"] = r => r with { Precision = Precision.Bf16 },
        }),
        Whole("sizeDivisor", 1, r => (long)r.SizeDivisor, (r, n) => r with { SizeDivisor = (int)n }, most: 1024),
        Flag("groupShapes", r => r.GroupShapes, (r, on) => r with { GroupShapes = on }),
        Flag("recompute", r => r.Recompute, (r, on) => r with { Recompute = on }),
        Whole("evaluateEvery", 0, r => (long)r.EvaluateEvery, (r, n) => r with { EvaluateEvery = (int)n }),
        Whole("snapshotEvery", 0, r => (long)r.SnapshotEvery, (r, n) => r with { SnapshotEvery = (int)n }),
        Whole("logEvery", 1, r => (long)r.LogEvery, (r, n) => r with { LogEvery = (int)n }),
        Whole("workers", 1, r => (long)r.Workers, (r, n) => r with { Workers = (int)n }),
        Flag("certify", r => r.Certify, (r, on) => r with { Certify = on }),

        Number("optimizer.learningRate", 0, 1, r => r.Optimizer.LearningRate,
            (r, x) => r with { Optimizer = r.Optimizer with { LearningRate = x } }),
        Number("optimizer.backboneFactor", 0, 100, r => r.Optimizer.BackboneFactor,
            (r, x) => r with { Optimizer = r.Optimizer with { BackboneFactor = x } }),
        Number("optimizer.weightDecay", 0, 1, r => r.Optimizer.WeightDecay,
            (r, x) => r with { Optimizer = r.Optimizer with { WeightDecay = x } }),
        Number("optimizer.normWeightDecay", 0, 1, r => r.Optimizer.NormWeightDecay,
            (r, x) => r with { Optimizer = r.Optimizer with { NormWeightDecay = x } }),
        Number("optimizer.beta1", 0, 1, r => r.Optimizer.Beta1,
            (r, x) => r with { Optimizer = r.Optimizer with { Beta1 = x } }),
        Number("optimizer.beta2", 0, 1, r => r.Optimizer.Beta2,
            (r, x) => r with { Optimizer = r.Optimizer with { Beta2 = x } }),
        Number("optimizer.epsilon", 0, 1, r => r.Optimizer.Epsilon,
            (r, x) => r with { Optimizer = r.Optimizer with { Epsilon = x } }),
        Number("optimizer.clipNorm", 0, double.MaxValue, r => r.Optimizer.ClipNorm,
            (r, x) => r with { Optimizer = r.Optimizer with { ClipNorm = x } }),

        Choice("schedule.decay", r =>
            r.Schedule.Decay switch { RateDecay.Drop => "drop", RateDecay.Cosine => "cosine", _ => "constant" }, new()
            {
                ["constant"] = r => WithDecay(r, new RateDecay.Constant()),
                ["drop"] = r => r.Schedule.Decay is RateDecay.Drop ? r : WithDecay(r, new RateDecay.Drop()),
                ["cosine"] = r => r.Schedule.Decay is RateDecay.Cosine ? r : WithDecay(r, new RateDecay.Cosine()),
            }),
        Part<RateDecay.Drop>("schedule.at", 0, 1, "schedule.decay=drop", r => r.Schedule.Decay, d => d.At,
            (r, d, x) => WithDecay(r, d with { At = x })),
        Part<RateDecay.Drop>("schedule.factor", 0, 1, "schedule.decay=drop", r => r.Schedule.Decay, d => d.Factor,
            (r, d, x) => WithDecay(r, d with { Factor = x })),
        Part<RateDecay.Cosine>("schedule.floor", 0, 1, "schedule.decay=cosine", r => r.Schedule.Decay, d => d.Floor,
            (r, d, x) => WithDecay(r, d with { Floor = x })),
        Whole("schedule.warmupSteps", 0, r => (long)r.Schedule.WarmupSteps,
            (r, n) => r with { Schedule = r.Schedule with { WarmupSteps = (int)n } }),

        Choice("averaging", r => r.Averaging is AveragingConfig.Exponential ? "exponential" : "none", new()
        {
            ["none"] = r => r with { Averaging = new AveragingConfig.None() },
            ["exponential"] = r => r.Averaging is AveragingConfig.Exponential
                ? r
                : r with { Averaging = new AveragingConfig.Exponential() },
        }),
        Part<AveragingConfig.Exponential>("averaging.decay", 0, 1, "averaging=exponential", r => r.Averaging,
            a => a.Decay, (r, a, x) => r with { Averaging = a with { Decay = x } }),
        .. AugmentationTable.Properties,
        Whole("evaluation.shortSide", 1, r => (long)r.Evaluation.ShortSide,
            (r, n) => r with { Evaluation = r.Evaluation with { ShortSide = (int)n } }),
        Whole("evaluation.longSide", 1, r => (long)r.Evaluation.LongSide,
            (r, n) => r with { Evaluation = r.Evaluation with { LongSide = (int)n } }),
    ];

    /// <summary>The recipe with one property changed; an unknown path names the nearest ones.</summary>
    public static Either<RecipeFault, TrainingRecipe> Set(TrainingRecipe recipe, string path, string value) =>
        Properties.FirstOrDefault(property =>
            string.Equals(property.Path, path, StringComparison.OrdinalIgnoreCase)) is { } known
            ? known.Write(recipe, value)
            : new RecipeFault(
                path, $"A recipe has no property '{path}'.", $"Nearest: {string.Join(", ", Nearest(path))}.");

    private static IEnumerable<string> Nearest(string path) =>
        Foundation.NearestNames.Of(path, Properties.Select(property => property.Path));

    private static TrainingRecipe WithDecay(TrainingRecipe recipe, RateDecay decay) =>
        recipe with { Schedule = recipe.Schedule with { Decay = decay } };
}
