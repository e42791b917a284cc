using System.Collections.Immutable;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>
/// <see cref="FusedSampling"/> with what precedes it: offsets become locations and logits become weights in the same
/// operation.
/// </summary>
/// <remarks>
/// Between offsets and samples lie six small operations over short rows, on which libtorch is slow
/// (docs/performance.md).
/// </remarks>
public static unsafe class FusedAttentionSampling
{
    /// <summary>
    /// Whether <see cref="Apply"/> can take these: CPU, float32, each below 2 GiB, and references that need no
    /// gradient.
    /// </summary>
    public static bool Takes(Tensor value, Tensor references, Tensor offsets, Tensor logits) =>
        FusedSampling.Takes(value, offsets, logits) && references.device_type == DeviceType.CPU
        && references.dtype == ScalarType.Float32
        && !(is_grad_enabled() && references.requires_grad);

    /// <summary>
    /// Samples around references and sums by softmax; see <see cref="SamplingGeometry"/> for the formulas.
    /// </summary>
    /// <param name="value">[B, S, H, D].</param>
    /// <param name="levels">Shape and start of each level; together they lie within S.</param>
    /// <param name="references">[B, Q, L, 2] points (x, y) or [B, Q, L, 4] boxes (x, y, w, h), in each level's
    /// frame.</param>
    /// <param name="offsets">[B, Q, H, L, P, 2]: in cells around a point, in half boxes over P around a box.</param>
    /// <param name="logits">[B, Q, H, L·P].</param>
    /// <returns>[B, Q, H·D]; the caller owns it.</returns>
    /// <exception cref="ArgumentException">Shapes disagree, or <see cref="Takes"/> is false.</exception>
    public static Tensor Apply(
        Tensor value, ImmutableArray<LevelShape> levels, Tensor references, Tensor offsets, Tensor logits)
    {
        if (!Takes(value, references, offsets, logits))
            throw new ArgumentException(
                "Fused sampling takes float32 tensors on the CPU, each below 2 GiB, and references without gradient.");
        long[] o = offsets.shape, r = references.shape, l = logits.shape;
        if (o.Length != 6 || l.Length != 4 || !l.AsSpan(0, 3).SequenceEqual(o.AsSpan(0, 3)) || l[3] != o[3] * o[4]
            || r.Length != 4 || r[0] != o[0] || r[1] != o[1] || r[2] != o[3] || r[3] is not (2 or 4))
            throw new ArgumentException(
                "references [B,Q,L,2 or 4], offsets [B,Q,H,L,P,2] and logits [B,Q,H,L·P] are needed; "
                + $"found [{string.Join(",", r)}], [{string.Join(",", o)}], [{string.Join(",", l)}].");
        using var scope = NewDisposeScope();
        Tensor v = value.contiguous(), at = references.contiguous(), x = offsets.contiguous(), g = logits.contiguous();
        var problem = FusedSampling.Check(v, levels, x, g.view(o[..5]));
        var learns = is_grad_enabled() && (v.requires_grad || x.requires_grad || g.requires_grad);
        return (learns
            ? Function.apply(v, at, x, g, problem)
            : Forward(problem, v, at, x, g).Output).MoveToOuterDisposeScope();
    }

    private static (Tensor Output, Tensor Locations, Tensor Weights) Forward(
        SamplingProblem problem, Tensor value, Tensor references, Tensor offsets, Tensor logits)
    {
        Tensor locations = empty_like(offsets), weights = empty_like(logits);
        if (offsets.numel() > 0)
            SamplingGeometry.Forward(
                problem, (int)references.shape[3], FusedSampling.Pointer(references), FusedSampling.Pointer(offsets),
                FusedSampling.Pointer(logits), FusedSampling.Pointer(locations), FusedSampling.Pointer(weights));
        return (FusedSampling.Forward(problem, VectorPath.Widest, value, locations, weights), locations, weights);
    }

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(FusedAttentionSampling);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (value, references, problem) = ((Tensor)vars[0], (Tensor)vars[1], (SamplingProblem)vars[4]);
            var (output, locations, weights) = Forward(problem, value, references, (Tensor)vars[2], (Tensor)vars[3]);
            ctx.save_for_backward([value, references, locations, weights]);
            ctx.save_data("problem", problem);
            return output;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var problem = (SamplingProblem)ctx.get_data("problem");
            var saved = ctx.get_saved_variables();
            using Tensor value = saved[0], references = saved[1], locations = saved[2], weights = saved[3];
            using var gradient = grad_output.contiguous();
            Tensor gradValue = zeros_like(value), gradOffsets = empty_like(locations), gradLogits = empty_like(weights);
            if (value.numel() > 0 && locations.numel() > 0)
            {
                SamplingBackward.Run(problem, VectorPath.Widest,
                    FusedSampling.Pointer(value), FusedSampling.Pointer(locations), FusedSampling.Pointer(weights),
                    FusedSampling.Pointer(gradient),
                    FusedSampling.Pointer(gradValue), FusedSampling.Pointer(gradOffsets),
                    FusedSampling.Pointer(gradLogits));
                SamplingGeometry.Backward(problem, (int)references.shape[3],
                    FusedSampling.Pointer(references), FusedSampling.Pointer(weights),
                    FusedSampling.Pointer(gradOffsets), FusedSampling.Pointer(gradLogits));
            }
            return ReturnedGradients.Hand(grad_output, [gradValue, null!, gradOffsets, gradLogits, null!]);
        }
    }
}
