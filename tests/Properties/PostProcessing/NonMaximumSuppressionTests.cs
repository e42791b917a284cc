using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Foundation;
using StableDino.Properties.Generators;
using StableDino.Properties.Oracles;

namespace StableDino.Properties.PostProcessing;

[Properties(Arbitrary = [typeof(BoxSets)], MaxTest = 150)]
public class NonMaximumSuppressionTests
{
    public static IEnumerable<object[]> Recorded => GoldenFile.Files("nms_vectors");

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Every_recorded_problem_keeps_the_recorded_boxes_in_order(string path)
    {
        using var file = GoldenFile.Open(path);
        var checks = 0;
        foreach (var problem in file.Json.GetProperty("cases").EnumerateArray())
        {
            var boxes = problem.GetProperty("boxes_xyxy").EnumerateArray().SelectMany(Floats).ToArray();
            var (scores, classes) = (Floats(problem.GetProperty("scores")), Ints(problem.GetProperty("classes")));
            foreach (var result in problem.GetProperty("results").EnumerateArray())
            {
                var (name, threshold) =
                    (problem.GetProperty("name").GetString(), result.GetProperty("iou_threshold").GetDouble());
                Equal(Ints(result.GetProperty("nms")),
                    NonMaximumSuppression.Keep(boxes, scores, threshold).AsEnumerable(), $"{name} {threshold} nms");
                Equal(Ints(result.GetProperty("batched_per_class_stable_order")),
                    NonMaximumSuppression.KeepPerClass(boxes, scores, classes, threshold).AsEnumerable(),
                    $"{name} {threshold} per class");
                checks++;
            }
        }

        Assert.True(checks > 30, $"only {checks} results");
    }

    [Property]
    public Property Survivors_overlap_little_and_every_victim_has_a_better_survivor_of_its_class(BoxSet set, byte grain)
    {
        var (boxes, scores, classes, threshold) = Problem(set, grain);
        var kept = NonMaximumSuppression.KeepPerClass(boxes, scores, classes, threshold);
        bool Beats(int a, int b) => classes[a] == classes[b] && ScalarBoxes.Iou(set.Items[a], set.Items[b]) > threshold
            && (scores[a] > scores[b] || (scores[a] == scores[b] && a < b));
        var apart = kept.All(a => kept.All(b => !Beats(a, b)));
        var justified = Enumerable.Range(0, scores.Length).Except(kept)
            .All(victim => kept.Any(survivor => Beats(survivor, victim)));
        var sorted = kept.Zip(kept.Skip(1), (a, b) => scores[a] >= scores[b]).All(ok => ok);
        return (apart && justified && sorted).ToProperty()
            .Classify(kept.Length < scores.Length, "something suppressed");
    }

    [Property]
    public bool Suppressing_the_survivors_again_changes_nothing(BoxSet set, byte grain)
    {
        var (boxes, scores, classes, threshold) = Problem(set, grain);
        var kept = NonMaximumSuppression.KeepPerClass(boxes, scores, classes, threshold);
        var again = NonMaximumSuppression.KeepPerClass(kept.SelectMany(i => boxes[(4 * i)..(4 * i + 4)]).ToArray(),
            kept.Select(i => scores[i]).ToArray(), kept.Select(i => classes[i]).ToArray(), threshold);
        return again.SequenceEqual(Enumerable.Range(0, kept.Length));
    }

    [Property]
    public bool At_threshold_one_everything_stays_and_classes_do_not_interact(BoxSet set, byte grain)
    {
        var (boxes, scores, classes, threshold) = Problem(set, grain);
        var apart = classes.Distinct().SelectMany(c =>
        {
            var own = Enumerable.Range(0, scores.Length).Where(i => classes[i] == c).ToArray();
            return NonMaximumSuppression.Keep(own.SelectMany(i => boxes[(4 * i)..(4 * i + 4)]).ToArray(),
                own.Select(i => scores[i]).ToArray(), threshold)
                .Select(i => own[i]);
        });
        return NonMaximumSuppression.Keep(boxes, scores, 1).Length == scores.Length
            && NonMaximumSuppression.KeepPerClass(boxes, scores, classes, threshold).Order()
                .SequenceEqual(apart.Order());
    }

    // Sixteenths of boxes give IoUs that single precision divides exactly enough; the threshold keeps clear of simple
    // fractions.
    private static (float[], float[], int[], double) Problem(BoxSet set, byte grain)
    {
        var dice = new Random(grain);
        return ([.. set.Items.SelectMany(box => new[] { (float)box.X0, (float)box.Y0, (float)box.X1, (float)box.Y1 })],
            [.. set.Items.Select(_ => dice.Next(4) / 4f)], [.. set.Items.Select(_ => dice.Next(2))],
            0.1234 + dice.Next(7) / 10.0);
    }

    private static void Equal(IEnumerable<int> expected, IEnumerable<int> actual, string what) =>
        Assert.True(expected.SequenceEqual(actual),
            $"{what}: [{string.Join(", ", actual)}] instead of [{string.Join(", ", expected)}]");

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetSingle())];

    private static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetInt32())];
}
