using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Configuration;

namespace StableDino.Properties.Compiler;

public class EquatableListProperties
{
    [Property]
    public Property Equal_items_make_equal_lists_and_other_items_do_not(int[] a, int[] b)
    {
        EquatableList<int> left = [.. a], copy = [.. a], right = [.. b];
        return (left.Equals(copy) && left.GetHashCode() == copy.GetHashCode()).Label("copy")
            .And(left.Equals(right) == a.SequenceEqual(b)).Label("other");
    }

    [Fact]
    public void A_record_that_holds_one_compares_by_content()
    {
        Assert.Equal(new Holder([new(1), new(2)]), new Holder([new(1), new(2)]));
        Assert.NotEqual(new Holder([new(1), new(2)]), new Holder([new(2), new(1)]));
        Assert.Equal("Holder { Necks = [NeckConfig { Levels = 1, Width = 256, Groups = 32, Form = ChannelMapper }] }",
            new Holder([new(1)]).ToString());
    }

    [Fact]
    public void What_it_was_made_from_may_change_afterwards()
    {
        int[] source = [1, 2];
        EquatableList<int> list = EquatableList.Create<int>(source);
        source[0] = 9;
        Assert.Equal([1, 2], list);
    }

    private sealed record Holder(EquatableList<NeckConfig> Necks);
}
