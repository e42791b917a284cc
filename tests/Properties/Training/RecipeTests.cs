using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Runs;

namespace StableDino.Properties.Training;

public class RecipeTests
{
    [Fact]
    public void The_default_is_the_official_recipe()
    {
        var recipe = TrainingRecipe.TwelveEpochs;
        Assert.Equal((1e-4, 0.1, 1e-4, 0.0, 0.1, 16, 60),
            (recipe.Optimizer.LearningRate, recipe.Optimizer.BackboneFactor, recipe.Optimizer.WeightDecay,
                recipe.Optimizer.NormWeightDecay, recipe.Optimizer.ClipNorm, recipe.ImagesPerStep, recipe.Seed));
        Assert.Equal(87_960, recipe.Length.StepsFor(117_282, recipe.Batch, recipe.Accumulation));
    }

    /// <summary>Every row of the table changes exactly what it says: reading gives back what was written.</summary>
    [Fact]
    public void Every_property_reads_back_what_was_set()
    {
        foreach (var property in RecipeTable.Properties)
        {
            var start = property.Accepts.Split("with ") is [_, var condition]
                ? condition.Split('=') is [var path, var value]
                    ? Right(RecipeTable.Set(TrainingRecipe.TwelveEpochs, path, value))
                    : throw new InvalidOperationException(condition)
                : TrainingRecipe.TwelveEpochs;
            var sample = property.Accepts.StartsWith("a whole", StringComparison.Ordinal) ? "7"
                : property.Accepts.StartsWith("a number", StringComparison.Ordinal) ? "0.125"
                : property.Accepts.Split(" or ").First(word => property.Read(start) != word);
            var changed = Right(RecipeTable.Set(start, property.Path.ToUpperInvariant(), sample));
            Assert.Equal(sample, property.Read(changed).IfNone("(none)"));
            Assert.NotEqual(start, changed);
            Assert.Equal(changed, RecipeJson.Read(RecipeJson.Write(changed), TrainingRecipe.TwelveEpochs)
                .IfFail(_ => throw new InvalidOperationException(property.Path)));
        }
    }

    [Theory]
    [InlineData("batch", "0")]
    [InlineData("batch", "2.5")]
    [InlineData("batch", "99999999999")]
    [InlineData("optimizer.learningRate", "NaN")]
    [InlineData("optimizer.learningRate", "-1")]
    [InlineData("optimizer.learningRate", "1,5")]
    [InlineData("precision", "fp16")]
    [InlineData("schedule.floor", "0.1")]
    [InlineData("optimiser.learningRate", "0.1")]
    public void A_wrong_value_or_path_is_reported_with_what_would_work(string path, string value)
    {
        var fault = Assert.IsType<Fault>(RecipeTable.Set(TrainingRecipe.TwelveEpochs, path, value).Case);
        Assert.Equal(path, fault.Place);
        Assert.NotEqual("", fault.Hint);
    }

    [Fact]
    public void An_unknown_path_names_the_nearest() =>
        Assert.Contains("optimizer.learningRate",
            Assert.IsType<Fault>(RecipeTable.Set(TrainingRecipe.TwelveEpochs, "learningrate", "1").Case).Hint,
            StringComparison.Ordinal);

    [Fact]
    public void A_recipe_file_reports_all_its_faults_at_once() =>
        RecipeJson.Read("""{ "batch": 0, "colour": 3, "seed": 5, "steps": null }""", TrainingRecipe.TwelveEpochs).Match(
            _ => Assert.Fail("accepted"), faults => Assert.Equal(3, faults.Count));

    [Property]
    public bool The_rate_is_never_above_the_base_rate_nor_negative(
        PositiveInt steps, NonNegativeInt at, NonNegativeInt warmup, bool cosine)
    {
        var recipe = TrainingRecipe.TwelveEpochs with
        {
            Schedule = new ScheduleConfig(cosine ? new RateDecay.Cosine(0.1) : new RateDecay.Drop(), warmup.Get % 50),
        };
        var rate = RateSchedule.LearningRate(recipe, at.Get, steps.Get);
        return rate > 0 && rate <= recipe.Optimizer.LearningRate * (1 + 1e-12);
    }

    [Fact]
    public void The_step_schedule_drops_at_its_fraction_and_only_there()
    {
        var (twelve, twentyFour) = (TrainingRecipe.TwelveEpochs, TrainingRecipe.TwentyFourEpochs);
        Assert.Equal([1e-4, 1e-4, 1e-5, 1e-5],
            new long[] { 0, 82_499, 82_500, 89_999 }.Select(s =>
                Math.Round(RateSchedule.LearningRate(twelve, s, 90_000), 12)));
        Assert.Equal([1e-4, 1e-5],
            new long[] { 247_499, 247_500 }.Select(s =>
                Math.Round(RateSchedule.LearningRate(TrainingRecipe.ThirtySixEpochs, s, 270_000), 12)));
        Assert.Equal([1e-4, 1e-5],
            new long[] { 299_999, 300_000 }.Select(s =>
                Math.Round(RateSchedule.LearningRate(TrainingRecipe.FiftyEpochs, s, 375_000), 12)));
        Assert.Equal([1e-4, 1e-5],
            new long[] { 149_999, 150_000 }.Select(s =>
                Math.Round(RateSchedule.LearningRate(twentyFour, s, 180_000), 12)));
    }

    [Fact]
    public void Warmup_rises_linearly_and_cosine_falls_to_its_floor()
    {
        var schedule = new ScheduleConfig(new RateDecay.Cosine(Floor: 0.25), WarmupSteps: 4);
        Assert.Equal([0.25, 0.5, 0.75, 1.0],
            Enumerable.Range(0, 4)
                .Select(s =>
                    Math.Round(RateSchedule.Factor(schedule with { Decay = new RateDecay.Constant() }, s, 100), 12)));
        Assert.Equal(0.625, RateSchedule.Factor(schedule, 50, 100), 12);
        Assert.Equal(0.25, RateSchedule.Factor(schedule, 100, 100), 12);
    }

    [Fact]
    public void Large_scale_jitter_follows_the_image_size()
    {
        var small = TrainingRecipe.FiftyEpochsLargeScaleJitter.ForImageSize(400);
        Assert.Equal(new StableDino.Data.CropConfig.LargeScaleJitter(0.1, 2, 512), small.Augmentation.Crop);
        Assert.Equal(TrainingRecipe.FiftyEpochs,
            TrainingRecipe.FiftyEpochsLargeScaleJitter with { Augmentation = TrainingRecipe.FiftyEpochs.Augmentation });
    }

    private static TrainingRecipe Right(Either<Fault, TrainingRecipe> result) =>
        result.IfLeft(fault => throw new InvalidOperationException(fault.Message));
}
