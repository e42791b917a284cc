using StableDino.Foundation;
using StableDino.Network;
using StableDino.Properties.Oracles;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>What a query sees inside its mask, and what is read off the mask.</summary>
public class MaskedAttentionTests
{
    [Fact]
    public void What_is_outside_the_mask_changes_nothing_and_what_is_inside_does()
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(5, CPU);
        Tensor Random(params long[] shape) => randn(shape, generator: generator);
        var attention = new MaskedAttention(width: 8, heads: 2, dropout: 0);
        var (queries, places, memory, sines) = (Random(2, 3, 8), Random(2, 3, 8), Random(2, 5, 8), Random(2, 5, 8));
        var visible = ones([2, 3, 5], ScalarType.Bool);
        // of the first image the second query does not see the third token
        visible[0, 1, 2] = false;
        var before = attention.call(queries, places, new SeenLevel(memory, sines, visible));
        memory[0, 2] += 1;
        var changed = attention.call(queries, places, new SeenLevel(memory, sines, visible)).ne(before).any(-1);
        Assert.Equal([1.0, 0, 1, 0, 0, 0], changed.flatten().Doubles());
    }

    [Fact]
    public void A_mask_with_nothing_inside_sees_all_but_padding_and_no_mask_sees_padding()
    {
        using var scope = NewDisposeScope();
        var inside =
            tensor(new[,] { { true, false, false, true }, { false, false, false, false },
                { false, false, false, true } }).unsqueeze(0);
        var padding = tensor(new[,] { { false, false, false, true } });
        Assert.Equal([1.0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0], MaskedDecoder.Seen(inside, padding).flatten().Doubles());
    }

    [Fact]
    public void A_box_read_off_a_mask_ends_where_its_cells_end()
    {
        using var scope = NewDisposeScope();
        var mask = zeros([4, 8], ScalarType.Bool);
        mask[1, 2] = mask[2, 5] = true;                              // columns 2 to 6 of 8, rows 1 to 3 of 4
        Assert.Equal([0.5, 0.5, 0.5, 0.5], TightBoxes.Of(mask, whole: true).Values.Doubles());
        Assert.Equal([0.4375, 0.375, 0.375, 0.25], TightBoxes.Of(mask).Values.Doubles());
        Assert.Equal([1.0, 1, 0, 0], TightBoxes.Of(zeros_like(mask), whole: true).Values.Doubles());
    }
}
