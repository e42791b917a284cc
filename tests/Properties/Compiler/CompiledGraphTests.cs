using System.Reflection;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Compiler;

public class CompiledGraphTests
{
    private const int Classes = 3;

    public static TheoryData<string> Names { get; } =
        new(CompiledDetectors.All.Select(d => d.Name).Append("stable-dino-tiny").Append("dino-tiny"));

    [Theory, MemberData(nameof(Names))]
    public void What_the_compiler_lists_is_what_is_built(string name)
    {
        using var scope = NewDisposeScope();
        var definition = Find(name);
        using var graph = definition.Build(Classes);
        var listed = definition.Parameters(Classes).Where(p => p.Kind != ParameterKind.Alias).ToList();
        var own = listed.Select(p => p.OwnName).ToHashSet();
        var known = graph.state_dict().Where(entry => own.Contains(entry.Key)).Select(entry => entry.Value.Handle)
            .ToHashSet();

        // second names of one tensor are listed once
        var built = graph.state_dict().Where(entry => own.Contains(entry.Key) || !known.Contains(entry.Value.Handle))
            .Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]");
        Assert.Equal(listed.Select(p => $"{p.OwnName} [{string.Join(", ", p.Shape)}]").Order(StringComparer.Ordinal),
            built.Order(StringComparer.Ordinal));
        Assert.Equal(
            listed.Where(p => p.Kind == ParameterKind.Weight).Select(p => p.OwnName).Order(StringComparer.Ordinal),
            graph.named_parameters().Select(p => p.name).Where(own.Contains).Order(StringComparer.Ordinal));
        Assert.Equal(definition.ParameterCount(Classes),
            graph.parameters().DistinctBy(p => p.Handle).Sum(p => p.numel()));
        Assert.Equal(definition.ParameterCount(definition.Config.Classes), definition.Stages.Sum(s => s.Parameters));
        Assert.Equal(Classes, graph.Classes);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_gives_the_declared_shapes(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var definition = Find(name);
        using var graph = definition.Build(Classes);
        graph.eval();
        var initial = definition.Config.Masks is MaskConfig.PixelEmbedding { InitialPrediction: true } ? 1 : 0;
        var (layers, queries) = (definition.Config.Decoder.Layers + initial, definition.Config.Queries.Count);
        // the background's
        var logits = definition.Config.Heads.Score is Score.Sigmoid ? Classes : Classes + 1;
        var output = graph.call(Images(), LanguageExt.Option<NoisedTargets>.None);
        Assert.Equal([layers, 2, queries, logits], output.Layers.Logits.shape);
        Assert.Equal([layers, 2, queries, 4], output.Layers.Boxes.shape);
        Assert.Empty(output.Branches);
        Assert.Equal(definition.Config.Queries.Reference is QueryReference.Proposals, output.Proposals.IsSome);
        foreach (var proposals in output.Proposals)
            Assert.Equal([1, 2,
                definition.Config.Queries.Reference is QueryReference.Proposals { Classes: ProposalClasses.Agnostic }
                    ? Tokens(definition)
                    : queries, Classes],
                proposals.Logits.shape);
        Assert.True(output.Layers.Boxes.isfinite().all().item<bool>());
    }

    [Fact]
    public void The_evaluated_configurations_are_the_properties_values()
    {
        var members = new[] { typeof(StableDinoZoo).Assembly, typeof(Variants).Assembly }.SelectMany(a => a.GetTypes())
            .SelectMany(type => type.GetProperties())
            .Where(p => p.GetCustomAttribute<CompiledDetectorAttribute>() is not null)
            .Select(p => (DetectorConfig)p.GetValue(null)!).ToDictionary(c => c.Name);
        var compiled = Core.CompiledDetectors.All.Concat(CompiledDetectors.All).ToDictionary(d => d.Name);
        Assert.Equal(members.Keys.Order(StringComparer.Ordinal), compiled.Keys.Order(StringComparer.Ordinal));
        Assert.All(members, member => Assert.Equal(member.Value, compiled[member.Key].Config));
    }

    [Fact]
    public void Denoising_queries_come_out_on_their_own_in_training()
    {
        using var scope = NewDisposeScope();
        using var graph = new SmallGraph(Classes);
        var noised = new NoisedTargets(
            zeros([2, 6], ScalarType.Int64), zeros(2, 6, 4), Groups: 3, GroupSize: 2, Copies: 2);
        var output = graph.call(Images(), noised);
        Assert.Equal([2, 2, 6, Classes], Assert.Single(output.Branches).Predictions.Logits.shape);
        Assert.Equal([2, 2, 7, Classes], output.Layers.Logits.shape);
    }

    [Fact]
    public void Branches_come_out_each_under_its_own_index()
    {
        using var scope = NewDisposeScope();
        using var graph = new HybridGraph(Classes);
        var noised = new NoisedTargets(
            zeros([2, 6], ScalarType.Int64), zeros(2, 6, 4), Groups: 3, GroupSize: 2, Copies: 2);
        var output = graph.call(Images(), noised);
        Assert.Equal([2, 2, 7, Classes], output.Layers.Logits.shape);
        Assert.Equal([(0, 6L), (1, 9L)],
            output.Branches.Select(branch => (branch.Branch, branch.Predictions.Boxes.shape[2])).Order());
    }

    [Fact]
    public void Only_the_attending_variant_sees_the_padding_in_evaluation()
    {
        static bool Sees(DetectorDefinition definition)
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            random.manual_seed(7);
            using var graph = definition.Build(Classes);
            graph.eval();
            var images = Images();
            using var unpadded = images with { Padding = zeros_like(images.Padding) };
            var (masked, free) = (graph.call(images, LanguageExt.Option<NoisedTargets>.None),
                graph.call(unpadded, LanguageExt.Option<NoisedTargets>.None));
            return masked.Layers.Logits.equal(free.Layers.Logits).all().item<bool>();
        }

        Assert.True(Sees(AttendsPaddingGraph.Definition));
        Assert.False(Sees(SmallGraph.Definition));
    }

    // Of the images below, where the pyramid begins with stage 3.
    private static long Tokens(DetectorDefinition definition) =>
        Enumerable.Range(3, definition.Config.Neck.Levels).Sum(stage => Cells(96, stage) * Cells(64, stage));

    private static long Cells(int pixels, int stage) => (pixels + (1L << stage) - 1) >> stage;

    private static DetectorDefinition Find(string name) =>
        Core.CompiledDetectors.All.Concat(CompiledDetectors.All).Single(d => d.Name == name);

    // Two images of which the second fills three quarters of its height.
    private static ImageBatch Images()
    {
        var padding = zeros([2, 96, 64], ScalarType.Bool);
        padding[1, TensorIndex.Slice(72)] = true;
        using var generator = new Generator(3);
        return new ImageBatch(rand([2, 3, 96, 64], generator: generator), padding, [new(96, 64), new(72, 64)]);
    }
}
