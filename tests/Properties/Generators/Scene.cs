using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Generators;

/// <summary>What is wrong with a scene, so that properties meet it often.</summary>
public enum EdgeCase { Ordinary, NoArea, Touching, RepeatedTargets, RepeatedPredictions, OneClass, ExtremeScores,
    EqualScores, Perfect }

/// <summary>
/// Predictions of L layers and targets of B images, as plain numbers drawn from a seed; small enough to print and to
/// check by hand.
/// </summary>
public sealed record Scene(
    int Seed, int Layers, int Queries, int Classes, ImmutableArray<int> Counts, EdgeCase EdgeCase)
{
    private static readonly ConditionalWeakTable<Scene, Drawn> Cache = [];

    private Drawn Numbers => Cache.GetValue(this, scene => Drawn.Of(scene));

    public int Images => Counts.Length;

    public int Total => Counts.Sum();

    public ImmutableArray<int> Labels => Numbers.Labels;

    public ImmutableArray<PlainBox> TargetBoxes => Numbers.Targets;

    /// <summary>[L, B, Q].</summary>
    public ImmutableArray<PlainBox> Boxes => Numbers.Boxes;

    /// <summary>[L, B, Q, C].</summary>
    public ImmutableArray<double> Logits => Numbers.Logits;

    public PlainBox BoxAt(int layer, int image, int query) => Boxes[(layer * Images + image) * Queries + query];

    public double LogitAt(int layer, int image, int query, int c) =>
        Logits[((layer * Images + image) * Queries + query) * Classes + c];

    public int Start(int image) => Counts.Take(image).Sum();

    public Predictions Predictions(ScalarType type = ScalarType.Float64) => new(
        tensor(Logits.ToArray(), [Layers, Images, Queries, Classes], type),
        tensor(Boxes.SelectMany(box => box.Numbers).ToArray(), [Layers, Images, Queries, 4], type));

    public Targets Targets(ScalarType type = ScalarType.Float64) => new(
        tensor(Labels.Select(label => (long)label).ToArray(), ScalarType.Int64),
        tensor(TargetBoxes.SelectMany(box => box.Numbers).ToArray(), [Total, 4], type), Counts);

    public override string ToString() =>
        $"Scene(Seed: {Seed}, Layers: {Layers}, Queries: {Queries}, Classes: {Classes}, Counts: "
        + $"[{string.Join(", ", Counts)}], {EdgeCase})";

    private sealed record Drawn(ImmutableArray<int> Labels, ImmutableArray<PlainBox> Targets,
        ImmutableArray<PlainBox> Boxes, ImmutableArray<double> Logits)
    {
        public static Drawn Of(Scene scene)
        {
            var dice = new Random(scene.Seed);
            var (edgeCase, predictions) = (scene.EdgeCase, scene.Layers * scene.Images * scene.Queries);
            var labels = Enumerable.Range(0, scene.Total)
                .Select(_ => edgeCase == EdgeCase.OneClass ? 0 : dice.Next(scene.Classes)).ToImmutableArray();
            var targets = Enumerable.Range(0, scene.Total).Select(_ => Box(dice, edgeCase)).ToArray();
            if (edgeCase == EdgeCase.RepeatedTargets) for (var i = 1; i < targets.Length; i += 2)
                targets[i] = targets[i - 1];
            var boxes = Enumerable.Range(0, predictions).Select(_ => Box(dice, edgeCase)).ToArray();
            for (var i = 0; i < boxes.Length; i++)
            {
                if (edgeCase == EdgeCase.RepeatedPredictions && i % 3 > 0) boxes[i] = boxes[i - 1];
                if (targets.Length == 0 || (edgeCase != EdgeCase.Perfect && dice.Next(3) > 0)) continue;
                var near = targets[dice.Next(targets.Length)];
                boxes[i] = edgeCase == EdgeCase.Perfect
                    ? near
                    : near with { Cx = Round(near.Cx + dice.NextDouble() * 0.05) };
            }

            var logits = Enumerable.Range(0, predictions * scene.Classes).Select(_ => edgeCase switch
            {
                EdgeCase.ExtremeScores => (dice.Next(3) - 1) * 1e4,
                EdgeCase.EqualScores => -2.0,
                _ => Round(dice.NextDouble() * 8 - 5),
            });
            return new(labels, [.. targets], [.. boxes], [.. logits]);
        }

        // Exact in single precision, so that fp32 and double see the same numbers.
        private static double Round(double x) => (float)x;

        private static PlainBox Box(Random dice, EdgeCase edgeCase)
        {
            double Unit() =>
                edgeCase == EdgeCase.Touching ? dice.Next(1, 4) * 0.25 : Round(0.05 + 0.9 * dice.NextDouble());
            double Side() => edgeCase switch
            {
                EdgeCase.NoArea => dice.Next(2) * 0.25,
                EdgeCase.Touching => 0.25,
                _ => Round(0.02 + 0.4 * dice.NextDouble()),
            };
            return new(Unit(), Unit(), Side(), Side());
        }
    }
}

public static class Scenes
{
    private static readonly Gen<Scene> Any =
        from seed in Gen.Choose(0, 1 << 20)
        from layers in Gen.Choose(1, 3)
        from queries in Gen.Choose(1, 9)
        from classes in Gen.Choose(1, 4)
        from images in Gen.Choose(1, 3)
        from counts in Gen.Frequency((1, Gen.Constant(0)), (5, Gen.Choose(0, 5)), (1, Gen.Choose(6, 12))).ListOf(images)
        from edgeCase in Gen.Elements(Enum.GetValues<EdgeCase>())
        select new Scene(seed, layers, queries, classes, [.. counts], edgeCase);

    public static Arbitrary<Scene> Scene() => Arb.From(Any, Shrink);

    private static IEnumerable<Scene> Shrink(Scene scene)
    {
        if (scene.Layers > 1) yield return scene with { Layers = 1 };
        if (scene.Images > 1)
            for (var i = 0; i < scene.Images; i++) yield return scene with { Counts = scene.Counts.RemoveAt(i) };
        for (var i = 0; i < scene.Images; i++)
            if (scene.Counts[i] > 0) yield return scene with { Counts = scene.Counts.SetItem(i, scene.Counts[i] - 1) };
        if (scene.Queries > 1) yield return scene with { Queries = scene.Queries - 1 };
        if (scene.Classes > 1) yield return scene with { Classes = scene.Classes - 1 };
        if (scene.EdgeCase != EdgeCase.Ordinary) yield return scene with { EdgeCase = EdgeCase.Ordinary };
    }
}
