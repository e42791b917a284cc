namespace StableDino.Runs;

/// <summary>The learning rate as a function of the step: nothing to save, nothing to restore.</summary>
public static class RateSchedule
{
    /// <summary>Base learning rate of a step; the backbone's factor comes on top.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="step">Optimizer step, from 0.</param>
    /// <param name="steps">Steps of the whole run.</param>
    public static double LearningRate(TrainingRecipe recipe, long step, long steps) =>
        recipe.Optimizer.LearningRate * Factor(recipe.Schedule, step, steps);

    /// <summary>Factor on the base rate, in [0, 1].</summary>
    /// <remarks>
    /// <code>warm-up: (step + 1) / W while step &lt; W
    /// drop:    Factor once step ≥ round(At · steps)
    /// cosine:  Floor + (1 − Floor) · (1 + cos(π·step / steps)) / 2</code>
    /// Warm-up multiplies the decay.
    /// </remarks>
    public static double Factor(ScheduleConfig schedule, long step, long steps)
    {
        var warmup = step < schedule.WarmupSteps ? (step + 1) / (double)schedule.WarmupSteps : 1;
        return warmup * schedule.Decay switch
        {
            RateDecay.Drop drop => step >= Math.Round(drop.At * steps) ? drop.Factor : 1,
            RateDecay.Cosine cosine => cosine.Floor
                + (1 - cosine.Floor) * (1 + Math.Cos(Math.PI * Math.Min(step, steps) / Math.Max(steps, 1))) / 2,
            _ => 1,
        };
    }
}
