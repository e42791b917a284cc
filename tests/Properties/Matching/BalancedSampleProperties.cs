using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Foundation;
using StableDino.Objective;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Matching;

[Properties(Arbitrary = [typeof(Cases)], MaxTest = 100)]
public class BalancedSampleProperties
{
    public sealed record Case(long[] Assigned, int Most, double Share)
    {
        public override string ToString() => $"[{string.Join(", ", Assigned)}], {Most}, {Share}";

        public int Positives => Assigned.Count(target => target >= 0);

        public int Negatives => Assigned.Count(target => target == -1);

        public int Limit => (int)Math.Floor(Most * Share);
    }

    public static class Cases
    {
        public static Arbitrary<Case> Any() => (
            from assigned in Gen.Choose(-2, 3).Select(target => (long)target).ArrayOf()
            from most in Gen.Choose(0, 20)
            from share in Gen.Elements(0, 0.25, 0.5, 0.3, 1)
            select new Case(assigned, most, share)).ToArbitrary();
    }

    [Property]
    public Property There_are_as_many_as_there_can_be(Case given)
    {
        using var scope = NewDisposeScope();
        var (positives, negatives) = Of(given);
        var expected = Math.Min(given.Positives, given.Limit);
        return (positives.Length == expected
            && negatives.Length == Math.Min(given.Negatives, given.Most - expected)).ToProperty()
            .Label($"{positives.Length} positives, {negatives.Length} negatives")
            .Classify(given.Positives > given.Limit, "a choice of positives")
            .Classify(given.Negatives > given.Most - expected, "a choice of negatives");
    }

    [Property]
    public bool They_are_what_they_are_called_and_each_comes_once_in_order(Case given)
    {
        using var scope = NewDisposeScope();
        var (positives, negatives) = Of(given);
        return positives.All(box => given.Assigned[box] >= 0) && negatives.All(box => given.Assigned[box] == -1)
            && positives.SequenceEqual(positives.Distinct().Order())
            && negatives.SequenceEqual(negatives.Distinct().Order());
    }

    [Property]
    public bool The_permutation_chooses_and_is_asked_only_for_a_choice(Case given)
    {
        using var scope = NewDisposeScope();
        var asked = new List<long>();
        var (positives, negatives) = Of(given, count =>
        {
            asked.Add(count);
            return arange(count - 1, -1, -1, ScalarType.Int64);
        });
        IEnumerable<long> Last(Func<long, bool> wanted, int most) =>
            given.Assigned.Select((target, box) => (target, box)).Where(pair => wanted(pair.target)).TakeLast(most)
                .Select(pair => (long)pair.box);
        var expected = new List<long>();
        if (given.Positives > given.Limit) expected.Add(given.Positives);
        if (given.Negatives > given.Most - positives.Length) expected.Add(given.Negatives);
        return positives.SequenceEqual(Last(target => target >= 0, given.Limit))
            && negatives.SequenceEqual(Last(target => target == -1, given.Most - positives.Length))
            && asked.SequenceEqual(expected);
    }

    [Fact]
    public void Under_drawn_permutations_every_box_has_its_chance()
    {
        using var scope = NewDisposeScope();
        var assigned = cat([zeros(10, ScalarType.Int64), full(10, -1, ScalarType.Int64)]);
        var seen = new HashSet<long>();
        var shuffle = MemoryMaps.Shuffle(CounterRandom.Of(7), head: 1);
        for (var time = 0; time < 200; time++)
        {
            var (positives, negatives) = BalancedSample.Of(assigned, 8, 0.5, shuffle);
            seen.UnionWith([.. positives.data<long>().ToArray(), .. negatives.data<long>().ToArray()]);
        }

        // a box is missed with a chance of 0.6^200
        Assert.Equal(20, seen.Count);
    }

    private static (long[] Positives, long[] Negatives) Of(Case given, Func<long, Tensor>? shuffle = null)
    {
        var (positives, negatives) =
            BalancedSample.Of(
                tensor(given.Assigned, [given.Assigned.Length], ScalarType.Int64), given.Most, given.Share,
                shuffle ?? MemoryMaps.Shuffle(default, 0));
        return (positives.data<long>().ToArray(), negatives.data<long>().ToArray());
    }
}
