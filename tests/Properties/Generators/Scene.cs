using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Generators;

/// <summary>What is wrong with a scene, so that laws meet it often.</summary>
public enum Trouble { Ordinary, NoArea, Touching, RepeatedTruths, RepeatedPredictions, OneClass, ExtremeScores, EqualScores, Perfect }

/// <summary>Predictions of L layers and truths of B images, as plain numbers drawn from a seed; small enough to print and to check by hand.</summary>
public sealed record Scene(int Seed, int Layers, int Queries, int Classes, ImmutableArray<int> Counts, Trouble Trouble)
{
    private static readonly ConditionalWeakTable<Scene, Drawn> Cache = [];

    private Drawn Numbers => Cache.GetValue(this, scene => Drawn.Of(scene));

    public int Images => Counts.Length;

    public int Total => Counts.Sum();

    public ImmutableArray<int> Labels => Numbers.Labels;

    public ImmutableArray<PlainBox> Truths => Numbers.Truths;

    /// <summary>[L, B, Q].</summary>
    public ImmutableArray<PlainBox> Boxes => Numbers.Boxes;

    /// <summary>[L, B, Q, C].</summary>
    public ImmutableArray<double> Logits => Numbers.Logits;

    public PlainBox BoxAt(int layer, int image, int query) => Boxes[(layer * Images + image) * Queries + query];

    public double LogitAt(int layer, int image, int query, int c) => Logits[((layer * Images + image) * Queries + query) * Classes + c];

    public int Start(int image) => Counts.Take(image).Sum();

    public Predictions Predictions(ScalarType type = ScalarType.Float64) => new(
        tensor(Logits.ToArray(), [Layers, Images, Queries, Classes], type),
        tensor(Boxes.SelectMany(box => box.Numbers).ToArray(), [Layers, Images, Queries, 4], type));

    public Targets Targets(ScalarType type = ScalarType.Float64) => new(
        tensor(Labels.Select(label => (long)label).ToArray(), ScalarType.Int64),
        tensor(Truths.SelectMany(box => box.Numbers).ToArray(), [Total, 4], type), Counts);

    public override string ToString() =>
        $"Scene(Seed: {Seed}, Layers: {Layers}, Queries: {Queries}, Classes: {Classes}, Counts: [{string.Join(", ", Counts)}], {Trouble})";

    private sealed record Drawn(ImmutableArray<int> Labels, ImmutableArray<PlainBox> Truths, ImmutableArray<PlainBox> Boxes, ImmutableArray<double> Logits)
    {
        public static Drawn Of(Scene scene)
        {
            var dice = new Random(scene.Seed);
            var (trouble, predictions) = (scene.Trouble, scene.Layers * scene.Images * scene.Queries);
            var labels = Enumerable.Range(0, scene.Total).Select(_ => trouble == Trouble.OneClass ? 0 : dice.Next(scene.Classes)).ToImmutableArray();
            var truths = Enumerable.Range(0, scene.Total).Select(_ => Box(dice, trouble)).ToArray();
            if (trouble == Trouble.RepeatedTruths) for (var i = 1; i < truths.Length; i += 2) truths[i] = truths[i - 1];
            var boxes = Enumerable.Range(0, predictions).Select(_ => Box(dice, trouble)).ToArray();
            for (var i = 0; i < boxes.Length; i++)
            {
                if (trouble == Trouble.RepeatedPredictions && i % 3 > 0) boxes[i] = boxes[i - 1];
                if (truths.Length == 0 || (trouble != Trouble.Perfect && dice.Next(3) > 0)) continue;
                var near = truths[dice.Next(truths.Length)];
                boxes[i] = trouble == Trouble.Perfect ? near : near with { Cx = Round(near.Cx + dice.NextDouble() * 0.05) };
            }

            var logits = Enumerable.Range(0, predictions * scene.Classes).Select(_ => trouble switch
            {
                Trouble.ExtremeScores => (dice.Next(3) - 1) * 1e4,
                Trouble.EqualScores => -2.0,
                _ => Round(dice.NextDouble() * 8 - 5),
            });
            return new(labels, [.. truths], [.. boxes], [.. logits]);
        }

        // Exact in single precision, so that fp32 and double see the same numbers.
        private static double Round(double x) => (float)x;

        private static PlainBox Box(Random dice, Trouble trouble)
        {
            double Unit() => trouble == Trouble.Touching ? dice.Next(1, 4) * 0.25 : Round(0.05 + 0.9 * dice.NextDouble());
            double Side() => trouble switch
            {
                Trouble.NoArea => dice.Next(2) * 0.25,
                Trouble.Touching => 0.25,
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
        from trouble in Gen.Elements(Enum.GetValues<Trouble>())
        select new Scene(seed, layers, queries, classes, [.. counts], trouble);

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
        if (scene.Trouble != Trouble.Ordinary) yield return scene with { Trouble = Trouble.Ordinary };
    }
}
