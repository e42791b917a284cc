using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// The box each memory token starts from (Deformable DETR, two-stage): its centre, and a size that doubles per level.
/// </summary>
public static partial class EncoderProposals
{
    private const double FinestSize = 0.05;
    private const double Border = 0.01;

    /// <summary>
    /// Centre over the extent that is not padding, width and height 0.05·2^level. Padding, and boxes with a coordinate
    /// that is not
    /// strictly inside (0.01, 0.99), are unusable.
    /// </summary>
    /// <param name="sequence">The tokens.</param>
    /// <returns>Box logits [B, S, 4], +∞ where unusable; usable [B, S, 1], bool. The caller owns both.</returns>
    public static (Tensor Logits, Tensor Usable) Of(TokenSequence sequence) => Foundation.Scoped.Run(() =>
    {
        var boxes = cat([.. sequence.Levels.Select((level, index) => LevelBoxes(sequence, level, index))], 1);
        var usable = boxes.gt(Border).logical_and(boxes.lt(1 - Border)).all(-1, keepdim: true)
            .logical_and(sequence.Padding.logical_not().unsqueeze(-1));
        var logits = (boxes / (1 - boxes)).log().masked_fill(usable.logical_not(), float.PositiveInfinity);
        return (logits, usable);
    });

    private static Tensor LevelBoxes(TokenSequence sequence, LevelShape level, int index)
    {
        var batch = sequence.Padding.shape[0];
        var valid = sequence.Padding.narrow(1, level.Start, level.Height * level.Width)
            .view(batch, level.Height, level.Width).logical_not();
        var extent = stack([valid.select(1, 0).sum(1), valid.select(2, 0).sum(1)], -1).view(batch, 1, 2);   // (x, y)
        var centres = EncoderReferences.Grid(level, sequence.ValidRatios) / extent;
        return cat([centres, full_like(centres, FinestSize * Math.Pow(2, index))], -1);
    }
}
