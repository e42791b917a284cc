using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Network;

/// <summary>Multi-scale deformable sampling as one operation on the CPU, with its gradient.</summary>
/// <remarks>
/// Fifteen to twenty times faster than the composition of <c>grid_sample</c>s at the encoder's size, and without its
/// temporaries
/// (docs/performance.md). Gradients have no gradient of their own. Everything is checked before native code is entered:
/// an exception
/// in the backward pass of a custom function would end the process.
/// </remarks>
public static unsafe class FusedSampling
{
    /// <summary>Whether <see cref="Apply"/> can take these: CPU, float32, each below 2 GiB.</summary>
    public static bool Takes(Tensor value, Tensor locations, Tensor weights) =>
        IsPlain(value) && IsPlain(locations) && IsPlain(weights);

    private static bool IsPlain(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32
        && tensor.numel() * sizeof(float) <= int.MaxValue;

    /// <summary>
    /// Samples <paramref name="value"/> at fractional locations and sums by weight; see <see cref="SamplingForward"/>.
    /// </summary>
    /// <param name="value">[B, S, H, D].</param>
    /// <param name="levels">Shape and start of each level; together they lie within S.</param>
    /// <param name="locations">[B, Q, H, L, P, 2], as (x, y); 0 and 1 are the map's edges. Outside, or not a number:
    /// contributes zero.</param>
    /// <param name="weights">[B, Q, H, L, P].</param>
    /// <param name="path">Registers to compute in; for tests and measurements.</param>
    /// <returns>[B, Q, H·D]; the caller owns it.</returns>
    /// <exception cref="ArgumentException">Shapes disagree, or <see cref="Takes"/> is false.</exception>
    public static Tensor Apply(
        Tensor value, ImmutableArray<LevelShape> levels, Tensor locations, Tensor weights,
        VectorPath path = VectorPath.Widest)
    {
        var problem = Check(value, levels, locations, weights);
        using var scope = NewDisposeScope();
        Tensor v = value.contiguous(), x = locations.contiguous(), w = weights.contiguous();
        var learns = is_grad_enabled() && (v.requires_grad || x.requires_grad || w.requires_grad);
        return (learns
            ? Function.apply(v, x, w, problem, path)
            : Forward(problem, path, v, x, w)).MoveToOuterDisposeScope();
    }

    internal static SamplingProblem Check(
        Tensor value, ImmutableArray<LevelShape> levels, Tensor locations, Tensor weights)
    {
        if (!Takes(value, locations, weights))
            throw new ArgumentException("Fused sampling takes float32 tensors on the CPU, each below 2 GiB.");
        long[] v = value.shape, x = locations.shape, w = weights.shape;
        if (v.Length != 4 || x.Length != 6 || w.Length != 5)
            throw new ArgumentException(
                $"value [B,S,H,D], locations [B,Q,H,L,P,2] and weights [B,Q,H,L,P] are needed; found [{Join(v)}], "
                + $"[{Join(x)}], [{Join(w)}].");
        if (x[0] != v[0] || x[2] != v[2] || x[3] != levels.Length || x[5] != 2
            || !w.AsSpan().SequenceEqual(x.AsSpan(0, 5)))
            throw new ArgumentException(
                $"Sizes disagree: value [{Join(v)}], {levels.Length} levels, locations [{Join(x)}], weights "
                + $"[{Join(w)}].");
        foreach (var level in levels)
            if (level.Height < 1 || level.Width < 1 || level.Start < 0
                || level.Start + (long)level.Height * level.Width > v[1])
                throw new ArgumentException($"{level} reaches beyond the {v[1]} tokens of value.");
        return new((int)v[0], (int)v[1], (int)v[2], (int)v[3], (int)x[1], (int)x[4], levels);
    }

    private static string Join(long[] shape) => string.Join(",", shape);

    internal static Tensor Forward(
        SamplingProblem problem, VectorPath path, Tensor value, Tensor locations, Tensor weights)
    {
        var output = empty([problem.Batch, problem.Queries, problem.TokenStride], value.dtype, value.device);
        if (output.numel() > 0)
            SamplingForward.Run(problem, path, Pointer(value), Pointer(locations), Pointer(weights), Pointer(output));
        return output;
    }

    internal static float* Pointer(Tensor tensor) =>
        tensor.numel() == 0 ? null : (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(FusedSampling);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (value, locations, weights) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
            ctx.save_for_backward([value, locations, weights]);
            ctx.save_data("problem", vars[3]);
            ctx.save_data("path", vars[4]);
            return Forward((SamplingProblem)vars[3], (VectorPath)vars[4], value, locations, weights);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var problem = (SamplingProblem)ctx.get_data("problem");
            var saved = ctx.get_saved_variables();
            using Tensor savedValue = saved[0], savedLocations = saved[1], savedWeights = saved[2],
                gradient = grad_output.contiguous();
            Tensor value = zeros_like(savedValue), locations = empty_like(savedLocations),
            weights = empty_like(savedWeights);
            if (value.numel() > 0 && locations.numel() > 0)
                SamplingBackward.Run(problem, (VectorPath)ctx.get_data("path"),
                    Pointer(savedValue), Pointer(savedLocations), Pointer(savedWeights), Pointer(gradient),
                    Pointer(value), Pointer(locations), Pointer(weights));
            return ReturnedGradients.Hand(grad_output, [value, locations, weights, null!, null!]);
        }
    }
}
