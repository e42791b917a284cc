using System.Collections.Immutable;
using FsCheck.Xunit;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Properties of the stages between the neck and the losses.</summary>
public class StageProperties
{
    private static readonly Option<NoisedTargets> NoTargets = Option<NoisedTargets>.None;

    /// <summary>
    /// The decoder is left out: its queries' positions are, as in the official code, the sine of the box in the padded
    /// frame. Whole images
    /// are left out too: a backbone's convolutions and the neck's normalisation see padding.
    /// </summary>
    [Property(MaxTest = 6)]
    public void Padding_a_pyramid_further_changes_no_memory_and_no_proposal(int seed)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        using var stages = new SmallStages(seed, new MemoryFusion.Dense());
        var tight = SmallStages.Pyramid(generator);
        var (memory, wider) = (stages.Memory(tight), stages.Memory(Padded(tight, 7)));
        var valid = wider.Tokens.Padding[0].logical_not();
        Parity.Close(memory.Memory, wider.Memory.index_select(1, valid.nonzero().flatten()), 2e-5, "memory");
        var (proposals, further) = (stages.Select(memory).Proposals, stages.Select(wider).Proposals);
        Parity.Close(proposals.Logits, further.Logits, 2e-5, "logits");
        Parity.Close(proposals.Boxes, further.Boxes, 2e-5, "boxes");
    }

    /// <summary>
    /// With as many queries as there are tokens without padding, every one of them is proposed; the best scores tell.
    /// </summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Padding_is_proposed_only_when_no_other_token_is_left(int seed)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        using var stages = new SmallStages(seed, new MemoryFusion.None(), queries: 60);
        var tight = SmallStages.Pyramid(generator);
        Tensor Scores(FeaturePyramid pyramid) => stages.Select(stages.Memory(pyramid)).Proposals.Logits[0].amax([-1]);
        Parity.Close(Scores(tight), Scores(Padded(tight, 7)), 2e-5, "best scores");
    }

    [Property(MaxTest = 6)]
    public void What_lies_under_the_padding_changes_no_output(int seed)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        using var stages = new SmallStages(seed, new MemoryFusion.Dense());
        var tight = SmallStages.Pyramid(generator);
        Equal(stages.Run(Padded(tight, 0), NoTargets), stages.Run(Padded(tight, 7), NoTargets), "padded");
    }

    // Four rows and six columns more, filled with a value, on the finest level.
    private static FeaturePyramid Padded(FeaturePyramid tight, double value) => new(
        [.. tight.Maps.Select((map, i) => Pad(map, 4 >> i, 6 >> i, value))],
        [.. tight.Padding.Select((mask, i) =>
            Pad(mask.to_type(ScalarType.Float32), 4 >> i, 6 >> i, 1).to_type(ScalarType.Bool))]);

    [Property(MaxTest = 6)]
    public void An_image_gets_the_same_answer_alone_and_in_a_batch(int seed)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        using var stages = new SmallStages(seed, new MemoryFusion.Simple());
        var both = SmallStages.Pyramid(generator);
        var together = stages.Run(both, NoTargets);
        for (var image = 0; image < 2; image++)
        {
            FeaturePyramid alone = new(
                [.. both.Maps.Select(map => map.narrow(0, image, 1))],
                [.. both.Padding.Select(mask => mask.narrow(0, image, 1))]);
            Predictions Of(Predictions part) => new(part.Logits.narrow(1, image, 1), part.Boxes.narrow(1, image, 1));
            Equal(together with { Layers = Of(together.Layers), Proposals = Of(together.Proposals.Value()) },
                stages.Run(alone, NoTargets), $"image {image}");
        }
    }

    [Fact]
    public void Proposals_come_best_first_and_as_many_as_there_are_tokens()
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(3, CPU);
        using var stages = new SmallStages(3, new MemoryFusion.None(), queries: 100);
        var output = stages.Run(SmallStages.Pyramid(generator), NoTargets);
        Assert.Equal([1, 2, 60, SmallStages.Classes], output.Proposals.Value().Logits.shape);
        Assert.Equal([SmallStages.Layers, 2, 60, 4], output.Layers.Boxes.shape);
        var best = output.Proposals.Value().Logits[0].amax([-1]);
        Assert.True(best.narrow(1, 0, 59).ge(best.narrow(1, 1, 59) - 1e-6).all().item<bool>());
        Assert.True(output.Layers.Boxes.isfinite().all().item<bool>());
    }

    [Theory, InlineData(true), InlineData(false)]
    public void References_are_detached_and_proposals_are_not(bool learned)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4, CPU);
        using var stages = new SmallStages(4, new MemoryFusion.None(),
            content: learned ? new QueryContent.Learned() : new QueryContent.SelectedTokens());
        var proposed = stages.Select(stages.Memory(SmallStages.Pyramid(generator)));
        Assert.False(proposed.Queries.References.requires_grad);
        Assert.True(proposed.Proposals.Boxes.requires_grad && proposed.Proposals.Logits.requires_grad);
        Assert.Equal(learned, proposed.Queries.Content.requires_grad);
        Parity.Same(proposed.Proposals.Boxes[0], proposed.Queries.References, "references");
    }

    [Property(MaxTest = 6)]
    public void A_group_of_denoising_queries_is_seen_by_no_one_else(int seed)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        using var stages = new SmallStages(seed, new MemoryFusion.None());
        var memory = stages.Memory(SmallStages.Pyramid(generator));
        var matching = stages.Select(memory).Queries;
        var noised = new NoisedTargets(
            randint(-1, SmallStages.Classes, [2, 12], dtype: ScalarType.Int64, generator: generator),
            randn(2, 12, 4, generator: generator),
            Groups: 3, GroupSize: 4, Copies: 2);
        var before = stages.Decode(stages.Prepend(matching, noised), memory).States;

        var changed = noised with { Boxes = noised.Boxes.clone() };
        changed.Boxes.narrow(1, 4, 4).add_(1);
        var after = stages.Decode(stages.Prepend(matching, changed), memory).States;
        Unchanged(before, after, 0, 4, "first group");
        Unchanged(before, after, 8, 4, "last group");
        Unchanged(before, after, 12, 6, "matching queries");
        Assert.True((before - after).narrow(2, 4, 4).abs().amax([0, 3]).min().item<float>() > 1e-4,
            "the group itself does not change");

        var other =
            stages.Decode(stages.Prepend(matching with { Content = matching.Content + 1 }, noised), memory).States;
        Assert.True((before - other).narrow(2, 0, 12).abs().amax([0, 3]).min().item<float>() > 1e-5,
            "denoising queries do not see the matching ones");
    }

    /// <summary>
    /// In evaluation, and at probability 0, a layer is a function; in training with dropout it is not.
    /// </summary>
    [Theory, InlineData(0f), InlineData(0.5f)]
    public void Dropout_acts_in_training_alone(float probability)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator(6, CPU);
        var sequence = new TokenFlattening(2, SmallStages.Width).call(SmallStages.Pyramid(generator));
        var encoder = new TransformerEncoder(SmallStages.EncoderOf(new MemoryFusion.None(), 1, probability), 2);
        var (memory, states) = (encoder.call(sequence).Memory, new SelfAttention(SmallStages.Width, 2, probability));
        Tensor Attend() => states.call(sequence.Tokens, sequence.Positions, Option<Tensor>.None);
        bool Same(Tensor a, Tensor b) => a.eq(b).all().item<bool>();

        encoder.eval();
        states.eval();
        Assert.True(Same(encoder.call(sequence).Memory, encoder.call(sequence).Memory) && Same(Attend(), Attend()));
        var (still, alone) = (encoder.call(sequence).Memory, Attend());
        encoder.train();
        states.train();
        Assert.Equal(probability == 0, Same(still, memory));
        Assert.Equal(probability == 0, Same(still, encoder.call(sequence).Memory));
        Assert.Equal(probability == 0, Same(alone, Attend()));
    }

    [Fact]
    public void Only_its_results_outlive_a_stage()
    {
        using var silent = no_grad();
        using var generator = new Generator(5, CPU);
        using var stages = new SmallStages(5, new MemoryFusion.Dense());
        using var pyramids = NewDisposeScope();
        var pyramid = SmallStages.Pyramid(generator);
        var noised = new NoisedTargets(zeros(2, 4, ScalarType.Int64), zeros(2, 4, 4), 2, 2, 2);

        // tokens, positions, padding, ratios
        var (memory, _) = Counted(() => stages.Memory(pyramid), 1 + 4);
        // content, references, logits, boxes, tokens
        var (proposed, _) = Counted(() => stages.Select(memory), 5);
        // content, references, unseen
        var (queries, _) = Counted(() => stages.Prepend(proposed.Queries, noised), 3);
        // states, a reference for each layer
        Counted(() => stages.Decode(queries, memory), 1 + SmallStages.Layers);

        static (T Result, int _) Counted<T>(Func<T> stage, int results)
        {
            var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            var result = stage();
            Assert.Equal(results, DisposeScopeManager.Statistics.ThreadTotalLiveCount - before);
            return (result, 0);
        }
    }

    private static Tensor Pad(Tensor map, int below, int right, double value) =>
        nn.functional.pad(map, [0, right, 0, below], value: value);

    private static void Unchanged(Tensor before, Tensor after, int start, int count, string what) =>
        Parity.Close(before.narrow(2, start, count), after.narrow(2, start, count), 1e-6, what);

    private static void Equal(DetectorOutput expected, DetectorOutput actual, string what)
    {
        Parity.Close(expected.Proposals.Value().Logits, actual.Proposals.Value().Logits, 2e-5,
            $"{what}: proposal logits");
        Parity.Close(expected.Proposals.Value().Boxes, actual.Proposals.Value().Boxes, 2e-5, $"{what}: proposal boxes");
        Parity.Close(expected.Layers.Logits, actual.Layers.Logits, 2e-5, $"{what}: logits");
        Parity.Close(expected.Layers.Boxes, actual.Layers.Boxes, 2e-5, $"{what}: boxes");
    }
}
