using System.Collections.Immutable;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Lays the pyramid out as one sequence, finest level first, row by row, and gives every token its position: sine
/// embedding of its
/// place plus, in a pyramid, a learned vector of its level.
/// </summary>
public sealed partial class TokenFlattening : NamedModule<FeaturePyramid, TokenSequence>
{
    private readonly int width;
    private readonly double offset;
    private readonly double temperature;
    [ComponentName(Name = "level_embeds")] private readonly Parameter? levelEmbeddings;

    /// <summary>The level vectors, <c>level_embeds</c>, drawn from the standard normal.</summary>
    /// <param name="levels">Levels that have a vector: all of a pyramid, or 0.</param>
    /// <param name="width">Channels; divisible by 4.</param>
    /// <param name="offset">Where in its cell a token is: −0.5 is the centre.</param>
    /// <param name="temperature">Ratio of the slowest to the fastest frequency of the sines.</param>
    public TokenFlattening(int levels, int width, double offset = -0.5,
        double temperature = SineEmbedding.Temperature) : base(nameof(TokenFlattening))
    {
        (this.width, this.offset, this.temperature) = (width, offset, temperature);
        levelEmbeddings = levels > 0 ? this.Learn("level_embeds", randn(levels, width)) : null;
    }

    /// <inheritdoc/>
    public override TokenSequence forward(FeaturePyramid pyramid)
    {
        using var scope = NewDisposeScope();
        var shapes = ImmutableArray.CreateBuilder<LevelShape>(pyramid.Maps.Length);
        foreach (var map in pyramid.Maps)
            shapes.Add(
                new LevelShape((int)map.shape[2], (int)map.shape[3], shapes.Sum(level => level.Height * level.Width)));

        var type = Widened.TypeBeside(pyramid.Maps[0]);
        var sines = pyramid.Padding.Select(padding =>
            SineEmbedding.OfMap(padding, width, offset, temperature, type).flatten(1, 2));
        var positions = levelEmbeddings is null ? sines : sines.Select((sine, i) => sine + levelEmbeddings[i]);
        return new TokenSequence(
            cat([.. pyramid.Maps.Select(map => map.flatten(2).transpose(1, 2))], 1).MoveToOuterDisposeScope(),
            cat([.. positions], 1).MoveToOuterDisposeScope(),
            cat([.. pyramid.Padding.Select(padding => padding.flatten(1))], 1).MoveToOuterDisposeScope(),
            shapes.MoveToImmutable(),
            stack([.. pyramid.Padding.Select(padding => ValidRatio(padding, type))], 1).MoveToOuterDisposeScope());
    }

    // [B, 2] (x, y): cells of the first row and the first column that are not padding, over all of them.
    internal static Tensor ValidRatio(Tensor padding, ScalarType type)
    {
        var valid = padding.logical_not().to_type(type);
        return stack([valid.select(1, 0).mean([1]), valid.select(2, 0).mean([1])], -1);
    }
}
