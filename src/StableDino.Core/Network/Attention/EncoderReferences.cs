using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>Where each token looks from: its own centre, in the frame of every level.</summary>
public static partial class EncoderReferences
{
    /// <summary>
    /// A token's centre over the extent of its level that is not padding, times the share of every level that is not
    /// padding.
    /// </summary>
    /// <param name="sequence">The tokens.</param>
    /// <returns>[B, S, L, 2] (x, y); the caller owns it.</returns>
    public static Tensor Of(TokenSequence sequence) => Scoped.Run(() =>
    {
        var ratios = sequence.ValidRatios;                                                             // [B, L, 2]
        var centres = sequence.Levels.Select((level, index) =>
        {
            var valid = ratios.narrow(1, index, 1);                                                    // [B, 1, 2]
            return Grid(level, ratios)
                / (valid * tensor(new float[] { level.Width, level.Height }, device: ratios.device));
        });
        return cat([.. centres], 1).unsqueeze(2) * ratios.unsqueeze(1);
    });

    /// <summary>Cell centres of a level in cells, row-major: [H·W, 2] (x, y), beside <paramref name="like"/>.</summary>
    internal static Tensor Grid(LevelShape level, Tensor like)
    {
        var y = arange(level.Height, dtype: Widened.TypeBeside(like), device: like.device) + 0.5;
        var x = arange(level.Width, dtype: Widened.TypeBeside(like), device: like.device) + 0.5;
        return stack([
            x.view(1, -1).expand(level.Height, level.Width), y.view(-1, 1).expand(level.Height, level.Width)], -1)
            .view(-1, 2);
    }
}
