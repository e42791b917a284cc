using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Compiler;

[Collection(GlobalRandomness.Name)]
public class SeededGraphTests
{
    [Theory, MemberData(nameof(CompiledGraphTests.Names), MemberType = typeof(CompiledGraphTests))]
    public void A_fresh_graph_is_finite_and_given_by_the_seed(string name)
    {
        using var scope = NewDisposeScope();
        var definition = Core.CompiledDetectors.All.Concat(CompiledDetectors.All).Single(d => d.Name == name);
        // freed memory that nothing may read
        for (var junk = 0; junk < 200; junk++) full([8 + junk], float.NaN).Dispose();
        random.manual_seed(60);
        using var first = definition.Build(3);
        random.manual_seed(60);
        using var second = definition.Build(3);
        var pairs = first.state_dict().Zip(second.state_dict());
        Assert.Empty(pairs.Where(p => !p.Item1.Value.isfinite().all().item<bool>()).Select(p => p.Item1.Key));
        Assert.Empty(pairs.Where(p => !p.Item1.Value.equal(p.Item2.Value).all().item<bool>()).Select(p => p.Item1.Key));
    }
}
