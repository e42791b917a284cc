using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>
/// The stages after the neck, small and with weights far from their starting values, so that no path is a zero.
/// </summary>
internal sealed class SmallStages : IDisposable
{
    public const int Width = 16;
    public const int Classes = 4;
    public const int Layers = 2;
    private const int LevelCount = 2;

    private readonly TokenFlattening tokens = new(LevelCount, Width);
    private readonly TransformerEncoder encoder;
    private readonly TwoStageSelection selection;
    private readonly LabelEmbedding labels = new(Classes, Width, branch: 0);
    private readonly DeformableDecoder decoder = new(
        new DecoderConfig(new CrossAttention.DeformablePoints(2), Layers, Width, 2, 24),
        new QueryPosition.SineOfReference(), LevelCount);
    private readonly PredictionHeads heads =
        new(new HeadConfig(new Score.Sigmoid()), new QueryReference.Proposals(), Width, Layers, Classes);

    public SmallStages(int seed, MemoryFusion fusion, int queries = 6, QueryContent? content = null)
    {
        encoder = new TransformerEncoder(EncoderOf(fusion, Layers), LevelCount);
        selection = new TwoStageSelection(
            new QueryConfig(content ?? new QueryContent.Learned(), new QueryPosition.SineOfReference(),
                new QueryReference.Proposals(), queries),
            [QueryGroup.Matching(queries)], Width);
        using var generator = new Generator((ulong)seed, CPU);
        foreach (var stage in All) Shake(stage, generator);
    }

    /// <summary>A small encoder's configuration.</summary>
    public static EncoderConfig EncoderOf(MemoryFusion fusion, int layers, float dropout = 0) => new(
        new EncoderAttention.DeformablePoints(2), new TokenSelection.All(), fusion, layers, Width, 2, 24, dropout);

    private nn.Module[] All => [tokens, encoder, selection, labels, decoder, heads];

    /// <summary>Adds noise to every parameter.</summary>
    public static void Shake(nn.Module module, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        foreach (var parameter in module.parameters())
            parameter.add_(randn(parameter.shape, generator: generator) * 0.3);
    }

    /// <summary>A pyramid of random maps without padding, the second level half the size of the first.</summary>
    public static FeaturePyramid Pyramid(Generator generator, int batch = 2, int height = 6, int width = 8) => new(
        [randn(batch, Width, height, width, generator: generator),
            randn(batch, Width, height / 2, width / 2, generator: generator)],
        [zeros(batch, height, width, ScalarType.Bool), zeros(batch, height / 2, width / 2, ScalarType.Bool)]);

    public EncoderMemory Memory(FeaturePyramid pyramid) => encoder.call(tokens.call(pyramid));

    public ProposedQueries Select(EncoderMemory memory) => selection.call(memory, heads);

    public SelectedQueries Prepend(SelectedQueries queries, Option<NoisedTargets> noised) =>
        labels.call(queries, noised);

    public DecoderStates Decode(SelectedQueries queries, EncoderMemory memory) => decoder.call(queries, memory, heads);

    public DetectorOutput Run(FeaturePyramid pyramid, Option<NoisedTargets> noised)
    {
        var memory = Memory(pyramid);
        var proposed = Select(memory);
        return heads.call(Decode(Prepend(proposed.Queries, noised), memory), proposed.Proposals);
    }

    public void Dispose()
    {
        foreach (var stage in All) stage.Dispose();
    }
}
