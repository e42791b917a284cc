using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Mask2Former's decoder (Cheng et al., CVPR 2022, §3.2): a layer looks at one level of the memory, the next layer at
/// the next, and after the
/// last level at the first again; of a level a query sees what is inside the mask that it predicted before, and where
/// that is nowhere, all
/// of it. No gradient passes through what is seen. Gives one state more than layers: the queries predict before the
/// first.
/// </summary>
public sealed class MaskedDecoder
    : NamedModule<SelectedQueries, EncoderMemory, PixelEmbeddings, MaskClassification, DecoderStates>
{
    private readonly int width;
    private readonly double offset;
    private readonly double temperature;
    private readonly MaskedDecoderLayer[] layers;
    private readonly Embedding levelEmbeddings;
    private readonly LayerNorm? norm;

    /// <summary>
    /// Layers <c>layers.i</c>; a vector of each level, <c>level_embed</c>, which is added to its memory; the
    /// <c>norm</c> of what the predictors
    /// see, where the configuration has it.
    /// </summary>
    /// <param name="config">The decoder.</param>
    /// <param name="levels">Levels of the pyramid.</param>
    /// <param name="offset">Where in its cell a token is: −0.5 is the centre.</param>
    /// <param name="temperature">Ratio of the slowest to the fastest frequency of the tokens' sines.</param>
    public MaskedDecoder(DecoderConfig config, int levels, double offset = -0.5,
        double temperature = SineEmbedding.Temperature) : base(nameof(MaskedDecoder))
    {
        (width, this.offset, this.temperature) = (config.Width, offset, temperature);
        layers =
            [.. Enumerable.Range(0, config.Layers)
                .Select(i => this.Place($"layers.{i}", new MaskedDecoderLayer(config)))];
        levelEmbeddings = this.Place("level_embed", Embedding(levels, width));
        norm = config.FinalNorm ? this.Place("norm", LayerNorm(width)) : null;
    }

    /// <inheritdoc/>
    public override DecoderStates forward(
        SelectedQueries queries, EncoderMemory memory, PixelEmbeddings pixels, MaskClassification masks)
    {
        using var single = Autocast.Paused(queries.Content.device_type);
        using var scope = NewDisposeScope();
        var positions =
            queries.Positions.IfNone(() => throw new InvalidOperationException("The queries bring no positions."));
        var among = QueryVisibility.Mask(queries.Groups, queries.Unseen, queries.Content.device);
        var levels = memory.Tokens.Levels.Select((level, index) => Level(memory, level, index)).ToArray();
        var content = queries.Content;
        var (states, boxes) = (new List<Tensor>(layers.Length + 1), new List<Tensor>(layers.Length + 1));
        for (var i = 0; i <= layers.Length; i++)
        {
            var state = norm is null ? content.alias() : norm.call(content);
            var (shape, padding, tokens, sines) = levels[i % levels.Length];
            var (inside, filled) = Masks(pixels, masks, state, shape);
            states.Add(state);
            boxes.Add(filled);
            if (i < layers.Length)
                content = layers[i]
                    .call(content, positions, new SeenLevel(tokens, sines, Seen(inside, padding)), among);
        }

        return new DecoderStates(stack(states).MoveToOuterDisposeScope(),
            [.. boxes.Select(box => box.MoveToOuterDisposeScope())], queries.Groups);
    }

    /// <summary>What queries see: the cells inside and no padding; of a row that has none, all but padding.</summary>
    /// <param name="inside">[B, Q, S], bool.</param>
    /// <param name="padding">[B, S], bool.</param>
    internal static Tensor Seen(Tensor inside, Tensor padding) => Foundation.Scoped.Run(() =>
    {
        var open = padding.logical_not().unsqueeze(1);
        var seen = inside.logical_and(open);
        return seen.logical_or(seen.any(-1, true).logical_not().logical_and(open));
    });

    // Cells of a level inside each query's mask, [B, Q, S], and the boxes that the masks fill, over the image without
    // its padding; image by
    // image, so that the masks of one are held at a time.
    internal static (Tensor Inside, Tensor Boxes) Masks(
        PixelEmbeddings pixels, MaskClassification predictor, Tensor state, LevelShape level)
    {
        using var quiet = no_grad();
        var each = pixels.Values.split(1).Zip(predictor.Embed(state).split(1), (map, own) =>
        {
            using var scope = NewDisposeScope();
            var logits = MaskPredictions.Logits(map, own);
            var there = functional.interpolate(
                logits, [level.Height, level.Width], mode: InterpolationMode.Bilinear, align_corners: false);
            return (Inside: there.flatten(2).ge(0).MoveToOuterDisposeScope(),
                Boxes: TightBoxes.Of(logits.gt(0), whole: true).Values.MoveToOuterDisposeScope());
        }).ToList();
        var boxes = cat([.. each.Select(image => image.Boxes)], 0) / pixels.ValidRatios.repeat(1, 2).unsqueeze(1);
        return (cat([.. each.Select(image => image.Inside)], 0), boxes.clamp(0, 1));
    }

    private (LevelShape Shape, Tensor Padding, Tensor Tokens, Tensor Sines) Level(
        EncoderMemory memory, LevelShape level, int index)
    {
        var cells = level.Height * level.Width;
        var padding = memory.Tokens.Padding.narrow(1, level.Start, cells);
        var tokens = memory.Memory.narrow(1, level.Start, cells) + levelEmbeddings.weight![index];
        return (level, padding, tokens,
            SineEmbedding.OfMap(padding.unflatten(1, level.Height, level.Width), width, offset, temperature,
                Widened.TypeBeside(tokens)).flatten(1, 2));
    }
}
