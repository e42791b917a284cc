using System.Collections.Immutable;
using FsCheck.Xunit;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Onnx;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Export;

/// <summary>Every module writes what it computes: random settings, weights and shapes, in ONNX Runtime.</summary>
public class ModuleExportProperties
{
    private const int Width = PaddedPyramid.Width;
    private const int Levels = 3;

    [Property(MaxTest = 6)]
    public void A_residual_network(int seed) => Checked(seed, (random, generator) =>
    {
        var backbone = Exported.Shaken(new ResNetBackbone(new BackboneConfig.ResNet(
            Depth: Of(random, 18, 50), StemWidth: 8, Width: 8,
            Norm: Of(random, FeatureNorm.Batch, FeatureNorm.FrozenBatch, FeatureNorm.Group),
            FirstStage: 2, DilatedLastStage: random.Next(2) == 0)), generator, 0.05);
        using var images = randn(random.Next(1, 3), 3, random.Next(33, 90), random.Next(33, 90), generator: generator);
        Exported.Agrees(
            [images], inputs => [.. backbone.Emit(inputs[0]).Maps], [.. backbone.call(images).Maps], Any(random),
            Exported.NetworkTolerance);
    });

    [Property(MaxTest = 6)]
    public void A_network_of_shifted_windows(int seed) => Checked(seed, (random, generator) =>
    {
        var backbone = Exported.Shaken(new SwinBackbone(new BackboneConfig.Swin(
            Depths: new StageCounts(2, 1, 2, 1), Heads: new StageCounts(1, 2, 2, 4), Width: 8,
            Window: random.Next(2, 6), FirstStage: 2)), generator, 0.05);
        using var images = randn(random.Next(1, 3), 3, random.Next(20, 90), random.Next(20, 90), generator: generator);
        Exported.Agrees(
            [images], inputs => [.. backbone.Emit(inputs[0]).Maps], [.. backbone.call(images).Maps], Any(random),
            Exported.NetworkTolerance);
    });

    [Property(MaxTest = 6)]
    public void A_network_of_focal_modulation(int seed) => Checked(seed, (random, generator) =>
    {
        bool Either() => random.Next(2) == 0;
        var backbone = Exported.Shaken(new FocalBackbone(new BackboneConfig.FocalNet(
            Depths: new StageCounts(2, 1, 2, 1), Levels: new StageCounts(3, 2, 1, 4),
            Windows: new StageCounts(3, 5, 7, 1),
            Width: 8, ModulationNorm: Either(), OverlappingPatches: Either(), PostNorm: Either(),
            NormalizedModulator: Either(), LayerScale: Either(), FirstStage: 2)), generator, 0.05);
        using var images = randn(random.Next(1, 3), 3, random.Next(20, 90), random.Next(20, 90), generator: generator);
        Exported.Agrees(
            [images], inputs => [.. backbone.Emit(inputs[0]).Maps], [.. backbone.call(images).Maps], Any(random),
            Exported.NetworkTolerance);
    });

    [Property(MaxTest = 10)]
    public void A_neck_and_its_padding(int seed) => Checked(seed, (random, generator) =>
    {
        var neck = Exported.Shaken(new ChannelMapper(new NeckConfig(4, Width, 4), [8, 12]), generator);
        var (batch, height, width) = (random.Next(1, 3), random.Next(40, 1400), random.Next(33, 90));
        Tensor Map(int channels, int stride) =>
            randn(batch, channels, (height + stride - 1) / stride, (width + stride - 1) / stride, generator: generator);
        Tensor[] maps = [Map(8, 8), Map(12, 16)];
        var padding = rand(batch, height, width, generator: generator).gt(0.5);
        var pyramid = neck.call(new BackboneFeatures([.. maps]), padding);
        Exported.Agrees(
            [.. maps, padding],
            inputs =>
            {
                var values = neck.Emit(new FeatureValues([.. inputs[..2]]), inputs[2]);
                return [.. values.Maps, .. values.Padding];
            },
            [.. pyramid.Maps, .. pyramid.Padding], Any(random));
    });

    [Property(MaxTest = 8)]
    public void The_projection_of_a_single_map(int seed) => Checked(seed, (random, generator) =>
    {
        var form = Of(random, NeckForm.NormalisedProjection, NeckForm.Projection);
        var neck = Exported.Shaken(new InputProjection(new NeckConfig(1, Width, 4, form), 12), generator);
        var map = randn(2, 12, random.Next(1, 9), random.Next(1, 9), generator: generator);
        var padding = zeros(2, 64, 64, ScalarType.Bool);
        var pyramid = neck.call(new BackboneFeatures([map]), padding);
        Exported.Agrees([map], inputs => [neck.Emit(new FeatureValues([inputs[0]]), null).Maps[0]], [pyramid.Maps[0]]);
    });

    [Property(MaxTest = 12)]
    public void Tokens_and_an_encoder(int seed) => Checked(seed, (random, generator) =>
    {
        var dense = random.Next(3) == 0;
        var pyramid = PaddedPyramid.Draw(random, generator, dense ? 1 : Levels);
        var flatten = Exported.Shaken(new TokenFlattening(
            dense ? 0 : Levels, Width, Of(random, -0.5, 0), Of(random, 10_000.0, 20)), generator);
        var encoder = Exported.Shaken(new TransformerEncoder(new EncoderConfig(
            dense ? new EncoderAttention.Dense() : new EncoderAttention.DeformablePoints(random.Next(1, 5)),
            new TokenSelection.All(),
            Of<MemoryFusion>(random, new MemoryFusion.None(), new MemoryFusion.ULike(), new MemoryFusion.Dense()),
            Layers: 2, Width, Heads: Of(random, 1, 2, 4), FeedForward: 24, FinalNorm: random.Next(2) == 0,
            ScaledPositions: random.Next(2) == 0, Activation: Of(random, Activation.Relu, Activation.PRelu)),
            pyramid.Maps.Length), generator, 0.1);
        var memory = encoder.call(flatten.call(pyramid.Pyramid));
        Exported.Agrees(
            pyramid.Inputs,
            inputs =>
            {
                var values = encoder.Emit(flatten.Emit(pyramid.Values(inputs)));
                var turned = values.Reversed();
                return [values.Memory, turned.Memory];
            },
            [memory.Memory, memory.Reversed().Memory], Any(random));
    });

    /// <summary>
    /// The seeds are fixed: of random ones, now and then one draws two scores that rounding puts in another order.
    /// </summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    [InlineData(6), InlineData(7), InlineData(8), InlineData(9), InlineData(10)]
    public void Selection_of_proposals(int seed) => Checked(seed, (random, generator) =>
    {
        var pyramid = PaddedPyramid.Draw(random, generator, Levels);
        var embedded = random.Next(2) == 0;
        var config = new QueryConfig(
            embedded
                ? Of<QueryContent>(random, new QueryContent.ProposalEmbedding(), new QueryContent.ProposalAndToken())
                : new QueryContent.SelectedTokens(),
            embedded ? new QueryPosition.ProposalEmbedding() : new QueryPosition.SineOfReference(),
            new QueryReference.Proposals(Of(random, ProposalClasses.Aware, ProposalClasses.Agnostic)), Count: 4);
        var flatten = Exported.Shaken(new TokenFlattening(Levels, Width), generator);
        var selection = Exported.Shaken(new TwoStageSelection(config, [QueryGroup.Matching(4)], Width), generator);
        var heads = Exported.Shaken(
            new PredictionHeads(new HeadConfig(new Score.Sigmoid()), config.Reference, Width, 1, 3), generator);
        var tokens = flatten.call(pyramid.Pyramid);
        var queries = selection.call(new EncoderMemory(tokens.Tokens, tokens), heads).Queries;
        Exported.Agrees(
            pyramid.Inputs,
            inputs =>
            {
                var values = flatten.Emit(pyramid.Values(inputs));
                var proposed = selection.Emit(new MemoryValues(values.Tokens, values), heads).Queries;
                return embedded
                    ? [proposed.Content, proposed.References.Places, proposed.Positions!.Value]
                    : [proposed.Content, proposed.References.Places];
            },
            [queries.Content, queries.References, .. queries.Positions], Any(random));
    });

    [Property(MaxTest = 12)]
    public void A_deformable_decoder_and_its_heads(int seed) => Checked(seed, (random, generator) =>
    {
        var pyramid = PaddedPyramid.Draw(random, generator, Levels);
        var learned = random.Next(3) == 0;
        var refinement = Of(random, BoxRefinement.None, BoxRefinement.Detached, BoxRefinement.LookForwardTwice);
        var config = new DecoderConfig(
            new CrossAttention.DeformablePoints(random.Next(1, 4)), Layers: 3, Width, Heads: 2, FeedForward: 24,
            Refinement: refinement, FinalNorm: random.Next(2) == 0);
        QueryPosition position = learned
            ? new QueryPosition.Learned()
            : new QueryPosition.SineOfReference(ScaledByContent: random.Next(2) == 0);
        var flatten = Exported.Shaken(new TokenFlattening(Levels, Width), generator);
        var decoder = Exported.Shaken(new DeformableDecoder(config, position, Levels), generator, 0.1);
        QueryReference reference = learned ? new QueryReference.LearnedPoints() : new QueryReference.Proposals();
        var heads = Exported.Shaken(
            new PredictionHeads(new HeadConfig(new Score.Sigmoid()), reference, Width, 3, 5), generator, 0.1);
        var queries = Queries(random, generator, (int)pyramid.Maps[0].shape[0], learned ? 2 : 4, learned);
        var tokens = flatten.call(pyramid.Pyramid);
        var output = heads.call(
            decoder.call(queries, new EncoderMemory(tokens.Tokens, tokens), heads), Option<Predictions>.None);
        Exported.Agrees(
            [.. pyramid.Inputs, queries.Content, queries.References, .. queries.Positions],
            inputs =>
            {
                var (values, given) = (flatten.Emit(pyramid.Values(inputs)), inputs[pyramid.Inputs.Length..]);
                var start = new QueryValues(given[0], new(given[1], learned ? 2 : 4), learned ? given[2] : null);
                var predicted = heads.Emit(decoder.Emit(start, new MemoryValues(values.Tokens, values), heads));
                return [predicted.Logits, predicted.Boxes];
            },
            [output.Layers.Logits[-1], output.Layers.Boxes[-1]], Any(random));
    });

    [Property(MaxTest = 12)]
    public void A_decoder_that_looks_at_all_tokens(int seed) => Checked(seed, (random, generator) =>
    {
        var pyramid = PaddedPyramid.Draw(random, generator, 1);
        var (boxes, policy) = (random.Next(2) == 0, Of(random, PaddingPolicy.Masked, PaddingPolicy.Attended));
        var config = new DecoderConfig(
            boxes ? new CrossAttention.Conditional(Modulated: true, policy)
                : Of<CrossAttention>(random, new CrossAttention.Dense(), new CrossAttention.Conditional(false, policy)),
            Layers: 3, Width, Heads: 2, FeedForward: 24,
            Refinement: boxes ? BoxRefinement.Detached : BoxRefinement.None, FinalNorm: random.Next(2) == 0);
        QueryPosition position = boxes ? new QueryPosition.SineOfReference() : new QueryPosition.Learned();
        var flatten = Exported.Shaken(new TokenFlattening(0, Width), generator);
        // sizes that are divided by stay far from 0, else rounding is compared
        var decoder = Exported.Shaken(new DenseDecoder(config, position), generator, 0.1);
        QueryReference reference = boxes ? new QueryReference.LearnedBoxes() : new QueryReference.LearnedPoints();
        var heads = Exported.Shaken(
            new PredictionHeads(new HeadConfig(new Score.Sigmoid(), HeadSharing.Single), reference, Width, 3, 5),
            generator, 0.1);
        var queries = Queries(random, generator, (int)pyramid.Maps[0].shape[0], boxes ? 4 : 2, positions: !boxes);
        var tokens = flatten.call(pyramid.Pyramid);
        var output = heads.call(
            decoder.call(queries, new EncoderMemory(tokens.Tokens, tokens), heads), Option<Predictions>.None);
        Exported.Agrees(
            [.. pyramid.Inputs, queries.Content, queries.References, .. queries.Positions],
            inputs =>
            {
                var (values, given) = (flatten.Emit(pyramid.Values(inputs)), inputs[pyramid.Inputs.Length..]);
                var start = new QueryValues(given[0], new(given[1], boxes ? 4 : 2), boxes ? null : given[2]);
                var predicted = heads.Emit(decoder.Emit(start, new MemoryValues(values.Tokens, values), heads));
                return [predicted.Logits, predicted.Boxes];
            },
            [output.Layers.Logits[-1], output.Layers.Boxes[-1]], Any(random));
    });

    [Property(MaxTest = 10)]
    public void Rows_and_columns(int seed) => Checked(seed, (random, generator) =>
    {
        var pyramid = PaddedPyramid.Draw(random, generator, 1);
        var policy = Of(random, PaddingPolicy.Masked, PaddingPolicy.Attended);
        var flatten = Exported.Shaken(new RowColumnFlattening(Width), generator);
        var encoder = Exported.Shaken(new TransformerEncoder(new EncoderConfig(
            new EncoderAttention.RowColumn(policy), new TokenSelection.All(), new MemoryFusion.None(), Layers: 2, Width,
            Heads: 2, FeedForward: 24), 1), generator);
        var queries = Exported.Shaken(new AnchorQueries(new QueryConfig(
            new QueryContent.Patterns(3), new QueryPosition.Learned(), new QueryReference.LearnedPoints(), Count: 12),
            Width, flatten.Axis), generator);
        var decoder = Exported.Shaken(new DenseDecoder(new DecoderConfig(
            new CrossAttention.RowColumn(policy), Layers: 2, Width, Heads: 2, FeedForward: 24,
            Refinement: BoxRefinement.None, FinalNorm: false), new QueryPosition.Learned()), generator, 0.1);
        var heads = Exported.Shaken(new PredictionHeads(
            new HeadConfig(new Score.Sigmoid(), HeadSharing.Single), new QueryReference.LearnedPoints(), Width, 2, 5),
            generator);
        var memory = encoder.call(flatten.call(pyramid.Pyramid));
        var output = heads.call(decoder.call(queries.call(memory), memory, heads), Option<Predictions>.None);
        Exported.Agrees(
            pyramid.Inputs,
            inputs =>
            {
                var seen = encoder.Emit(flatten.Emit(pyramid.Values(inputs)));
                var predicted = heads.Emit(decoder.Emit(queries.Emit(seen), seen, heads));
                return [seen.Memory, predicted.Logits, predicted.Boxes];
            },
            [memory.Memory, output.Layers.Logits[-1], output.Layers.Boxes[-1]], Any(random));
    });

    private static SelectedQueries Queries(
        Random random, Generator generator, int batch, int coordinates, bool positions)
    {
        var count = random.Next(1, 8);
        return new(
            randn(batch, count, Width, generator: generator),
            rand(batch, count, coordinates, generator: generator) * 0.9 + 0.05,
            positions ? randn(batch, count, Width, generator: generator) : Option<Tensor>.None,
            [QueryGroup.Matching(count)]);
    }

    private static GraphOptions Any(Random random) =>
        new(Of(random, 17, 18, 20), Of(random, SamplingForm.Grid, SamplingForm.Gather));

    private static T Of<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];

    private static void Checked(int seed, Action<Random, Generator> check)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        check(new Random(seed), generator);
    }
}
