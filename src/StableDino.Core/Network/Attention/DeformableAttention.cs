using System.Collections.Immutable;
using StableDino.Foundation;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Multi-scale deformable attention (Zhu et al., ICLR 2021, Eq. 3) with its residual: each query attends to a few
/// points around its
/// reference on every level. Arguments: queries [B, Q, width]; their positions [B, Q, width]; values [B, S, width];
/// padding of the
/// values [B, S], bool; references [B, Q, L, 2] (x, y) or [B, Q, L, 4] (x, y, w, h) in each level's frame; levels.
/// Gives [B, Q, width].
/// </summary>
public sealed partial class DeformableAttention
    : NamedModule<Tensor, Tensor, Tensor, Tensor, Tensor, ImmutableArray<LevelShape>, Tensor>
{
    private readonly int heads;
    private readonly int levels;
    private readonly int points;
    private readonly float dropout;
    private readonly Linear samplingOffsets;
    private readonly Linear attentionWeights;
    private readonly Linear valueProjection;
    private readonly Linear outputProjection;

    /// <summary>
    /// Attention whose first points lie 1, 2, … cells from the reference, each head in its own direction.
    /// </summary>
    /// <param name="width">Channels; divisible by <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="levels">Levels of the pyramid.</param>
    /// <param name="points">Points per head and level.</param>
    /// <param name="dropout">Probability in [0, 1), on the output before the residual.</param>
    public DeformableAttention(
        int width, int heads, int levels, int points, float dropout) : base(nameof(DeformableAttention))
    {
        (this.heads, this.levels, this.points, this.dropout) = (heads, levels, points, dropout);
        samplingOffsets = this.Place("sampling_offsets", Linear(width, heads * levels * points * 2));
        attentionWeights = this.Place("attention_weights", Linear(width, heads * levels * points));
        valueProjection = this.Place("value_proj", Linear(width, width)).Xavier();
        outputProjection = this.Place("output_proj", Linear(width, width)).Xavier();
        Initialise();
    }

    /// <inheritdoc/>
    public override Tensor forward(
        Tensor queries, Tensor positions, Tensor values, Tensor padding, Tensor references,
        ImmutableArray<LevelShape> shapes) => Scoped.Run(() =>
    {
        var (batch, count, width) = (queries.shape[0], queries.shape[1], queries.shape[2]);
        var located = queries + positions;
        var maps = valueProjection.call(values).masked_fill_(padding.unsqueeze(-1), 0)
            .view(batch, -1, heads, width / heads);
        var offsets = samplingOffsets.call(located).view(batch, count, heads, levels, points, 2);
        var logits = attentionWeights.call(located).view(batch, count, heads, levels * points);
        var sampled = DeformableSampling.FromLogits(maps, shapes, references, offsets, logits);
        var projected = outputProjection.call(sampled);
        return queries + (dropout > 0 ? functional.dropout(projected, dropout, training) : projected);
    });

    private void Initialise()
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        init.zeros_(samplingOffsets.weight!);
        init.zeros_(attentionWeights.weight!);
        init.zeros_(attentionWeights.bias!);
        var angles = arange(heads, dtype: ScalarType.Float32) * (2 * Math.PI / heads);
        var directions = stack([angles.cos(), angles.sin()], -1);
        directions /= directions.abs().amax([-1], keepdim: true);
        var steps = arange(1, points + 1, dtype: ScalarType.Float32).view(1, 1, points, 1);
        samplingOffsets.bias!.copy_(
            (directions.view(heads, 1, 1, 2) * steps).expand(heads, levels, points, 2).reshape(-1));
    }
}
