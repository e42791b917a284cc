using System.Collections.Immutable;
using StableDino.Foundation;
using StableDino.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>The selection of proposals level by level, on eight tokens of two levels.</summary>
public class LevelwiseSelectionTests
{
    private static readonly ImmutableArray<LevelShape> Levels = [new(2, 3, 0), new(1, 2, 6)];

    // Left to right; the second is nearly the first, and the last two are the same box on the coarse level.
    private static readonly float[] Centres = [0.1f, 0.101f, 0.3f, 0.5f, 0.7f, 0.9f, 0.1f, 0.1f];

    [Fact]
    public void Duplicates_of_a_level_go_those_of_another_stay_and_each_level_gets_its_share()
    {
        using var scope = NewDisposeScope();
        // Best first: 0, 1 (duplicate), 2, 3, 6, 7 (duplicate), 4, 5. Of four, two may be of the fine level and one is
        // of the coarse.
        Assert.Equal([0, 2, 3, 6], Selected([9, 8, 7, 6, 3, 2, 5, 4], 4));
        Assert.Equal([0, 6], Selected([9, 8, 7, 6, 3, 2, 5, 4], 2));
    }

    [Fact]
    public void Where_suppression_leaves_too_few_the_best_of_all_come_and_padding_last()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0, 1, 2, 3, 6, 7, 4, 5], Selected([9, 8, 7, 6, 3, 2, 5, 4], 8));
        Assert.Equal([1, 2, 3, 6, 4, 5],
            Selected([float.NegativeInfinity, 8, 7, 6, 3, 2, 5, float.NegativeInfinity], 6));
        Assert.Equal(0, Selected([float.NegativeInfinity, 8, 7, 6, 3, 2, 5, 4], 8)[^1]);
    }

    private static long[] Selected(float[] scores, int count)
    {
        var boxes = stack([tensor(Centres), full(8, 0.5f), full(8, 0.1f), full(8, 0.4f)], -1);
        var both = LevelwiseSelection.Of(stack([tensor(scores), tensor(scores)]), stack([boxes, boxes]), Levels, count);
        Assert.Equal(both[0].data<long>().ToArray(), both[1].data<long>().ToArray());
        return both[0].data<long>().ToArray();
    }
}
