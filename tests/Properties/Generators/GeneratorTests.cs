using FsCheck;
using FsCheck.Fluent;
using StableDino.Evaluation;
using StableDino.Properties.Evaluation;
using StableDino.Properties.Losses;
using StableDino.Properties.Matching;

namespace StableDino.Properties.Generators;

/// <summary>
/// The generators meet every edge case: each kind has its share, in per cent, of a fixed sample. A property that never
/// saw
/// an empty image or more
/// targets than queries proves nothing about them.
/// </summary>
public class GeneratorTests
{
    private const int Sample = 2000, Seed = 60;

    [Fact]
    public void Scenes_meet_every_edge_case()
    {
        var scenes = Draw(Scenes.Scene().Generator);
        Share(scenes, scene => scene.Total == 0, 8, 30, "no targets in the batch");
        Share(scenes, scene => scene.Total > 0 && scene.Counts.Contains(0), 10, 40,
            "an image without targets beside others");
        Share(scenes, scene => scene.Counts.Any(count => count > scene.Queries), 15, 50, "more targets than queries");
        Share(scenes, scene => scene.Labels.Distinct().Count() < scene.Total, 50, 90, "a class twice");
        Share(scenes, scene => scene.Total > 1 && scene.Labels.Distinct().Count() == 1, 10, 60, "one class for all");
        Share(scenes, scene => scene.Images > 1, 50, 80, "more than one image");
        Share(scenes, scene => scene.TargetBoxes.Concat(scene.Boxes).Any(box => box.W == 0 || box.H == 0), 6, 20,
            "boxes without area");
        Share(scenes, scene => scene.Logits.Any(logit => Math.Abs(logit) == 1e4), 6, 20, "scores of ±10⁴");
        Share(scenes, scene => scene.TargetBoxes.Distinct().Count() < scene.Total, 4, 40, "one target twice");
        Share(scenes, scene => scene.TargetBoxes.Any(target => scene.Boxes.Contains(target)), 6, 30,
            "a perfect prediction");
        foreach (var edgeCase in Enum.GetValues<EdgeCase>())
            Share(scenes, scene => scene.EdgeCase == edgeCase, 6, 17, $"{edgeCase}");
    }

    [Fact]
    public void Box_sets_hold_points_segments_repeats_and_nothing()
    {
        var sets = Draw(BoxSets.Boxes().Generator);
        Share(sets, set => set.Items.Length == 0, 1, 20, "no box");
        Share(sets, set => set.Items.Any(box => box.W == 0 && box.H == 0), 10, 50, "a point");
        Share(sets, set => set.Items.Any(box => (box.W == 0) != (box.H == 0)), 50, 95, "a segment");
        Share(sets, set => set.Items.Distinct().Count() < set.Items.Length, 40, 90, "a box twice");
        Share(sets, set => set.Items.Any(a => set.Items.Any(b => a.X1 == b.X0 && a.W > 0 && b.W > 0)), 15, 90,
            "boxes that touch");
    }

    [Fact]
    public void Cost_matrices_are_wide_tall_empty_and_tied()
    {
        var costs = Draw(CostMatrices.Matrix().Generator);
        Share(costs, cost => cost.Rows > cost.Columns, 20, 60, "tall");
        Share(costs, cost => cost.Rows < cost.Columns, 20, 60, "wide");
        Share(costs, cost => cost.Costs.Length == 0, 2, 40, "empty");
        Share(costs, cost => cost.Costs.Distinct().Count() < cost.Costs.Length, 20, 95, "ties");
    }

    [Fact]
    public void Unit_numbers_reach_both_ends()
    {
        var numbers = Draw(UnitNumbers.Unit().Generator);
        Share(numbers, number => number.Value == 0, 5, 15, "0");
        Share(numbers, number => number.Value == 1, 5, 15, "1");
    }

    [Fact]
    public void Evaluations_meet_crowds_ties_nothing_to_find_and_every_choice()
    {
        var asked = Draw(Measurements.Any().Generator);
        Share(asked, one => one.Scene.Targets.IsEmpty, 3, 30, "no targets");
        Share(asked, one => one.Scene.Found.IsEmpty, 3, 30, "no detections");
        Share(asked, one => one.Scene.Targets.Any(target => target.Crowd), 20, 80, "a crowd");
        Share(asked, one => one.Scene.Found.Select(found => found.Score).Distinct().Count() < one.Scene.Found.Length,
            30, 95, "equal scores");
        Share(asked,
            one =>
                one.Scene.Found.Any(found =>
                    one.Scene.Targets.Any(target => (target.Image, target.Class, target.X, target.Y, target.Size)
                        == (found.Image, found.Class, found.X, found.Y, found.Size))), 2, 60, "a perfect detection");
        Share(asked, one => one.Parameters.Overlap == OverlapKind.Mask, 35, 65, "masks");
        Share(asked, one => one.Half && one.Parameters.Area == DetectionArea.Mask, 15, 35,
            "masks smaller than their boxes");
        Share(asked, one => !one.Parameters.UseCategories, 15, 35, "all classes as one");
        Share(asked, one => one.Parameters.ImageIds.IsSome || one.Parameters.CategoryIds.IsSome, 60, 99,
            "chosen images or categories");
    }

    [Fact]
    public void Noised_targets_meet_images_without_any_and_more_targets_than_queries()
    {
        var scenes = Draw(Model.DenoisingProperties.Scenes.Any().Generator);
        Share(scenes, scene => scene.Counts.Contains(0), 20, 80, "an image without targets");
        Share(scenes, scene => scene.Counts.Max() > scene.Queries, 2, 40, "more targets than queries");
        Share(scenes, scene => scene.Queries / scene.Counts.Max() > 1, 30, 95, "more than one group");
    }

    [Fact]
    public void Pointed_masks_are_saturated_and_none_at_all()
    {
        var sets = Draw(MaskPointSets.Any().Generator);
        Share(sets, set => set.Masks == 0, 5, 40, "no masks");
        Share(sets, set => set.Logits.Any(logit => Math.Abs(logit) == 200), 20, 80, "a saturated logit");
        Share(sets, set => Enumerable.Range(0, set.Masks).Any(mask => set.TargetOf(mask).All(inside => inside == 0)), 5,
            60, "an empty target");
    }

    private static T[] Draw<T>(Gen<T> generator) => [.. generator.Sample(Sample, new Rnd(Seed), 50)];

    private static void Share<T>(T[] sample, Func<T, bool> has, double least, double most, string what)
    {
        var share = 100.0 * sample.Count(has) / sample.Length;
        Assert.True(share >= least && share <= most,
            $"{what}: {share:F1} % of the sample, expected {least} to {most} %");
    }
}
