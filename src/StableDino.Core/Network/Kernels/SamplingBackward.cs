using System.Runtime.CompilerServices;

namespace StableDino.Network;

/// <summary>Backward pass of multi-scale deformable sampling on raw float32 memory.</summary>
/// <remarks>
/// With g the output's gradient, w a sample's weight and s_c = ⟨v_c, g⟩ for its four corners:
/// <code>
/// ∂v_c  += w · bilinear_c · g
/// ∂w     = hy·hx·s00 + hy·lx·s01 + ly·hx·s10 + ly·lx·s11
/// ∂x     = w · width  · (hy·(s01 − s00) + ly·(s11 − s10))
/// ∂y     = w · height · (hx·(s10 − s00) + lx·(s11 − s01))
/// </code>
/// Tasks are (image, head), or (image, head, level) where threads outnumber those. No two tasks touch one number of any
/// gradient, and
/// queries are taken in order, so there are no atomics and the result is bit for bit the same for any number of
/// threads.
/// </remarks>
internal static unsafe class SamplingBackward
{
    /// <summary>
    /// Adds to <paramref name="gradValue"/> [B, S, H, D], which the caller zeroes, and fills
    /// <paramref name="gradLocations"/> and
    /// <paramref name="gradWeights"/>; all dense.
    /// </summary>
    public static void Run(
        SamplingProblem problem, VectorPath path, float* value, float* locations, float* weights, float* gradOutput,
        float* gradValue, float* gradLocations, float* gradWeights)
    {
        nint v = (nint)value, x = (nint)locations, w = (nint)weights, g = (nint)gradOutput;
        nint dv = (nint)gradValue, dx = (nint)gradLocations, dw = (nint)gradWeights;
        var resolved = VectorPaths.Resolve(path);
        var levels = problem.Levels.Length;
        var byLevel = problem.Batch * problem.Heads < 2 * TorchSharp.torch.get_num_threads();
        var tasks = problem.Batch * problem.Heads * (byLevel ? levels : 1);
        Workers.Run(tasks, 3 * problem.Work, task =>
        {
            var pair = byLevel ? task / levels : task;
            var (firstLevel, lastLevel) = byLevel ? (task % levels, task % levels + 1) : (0, levels);
            var memory = new Memory((float*)v, (float*)x, (float*)w, (float*)g, (float*)dv, (float*)dx, (float*)dw);
            var (batch, head) = (pair / problem.Heads, pair % problem.Heads);
            switch (resolved)
            {
                case VectorPath.Bits512: Head<Lane512>(problem, memory, batch, head, firstLevel, lastLevel); break;
                case VectorPath.Bits256: Head<Lane256>(problem, memory, batch, head, firstLevel, lastLevel); break;
                case VectorPath.Bits128: Head<Lane128>(problem, memory, batch, head, firstLevel, lastLevel); break;
                default: Head<Lane1>(problem, memory, batch, head, firstLevel, lastLevel); break;
            }
        });
    }

    private readonly struct Memory(
        float* value, float* locations, float* weights, float* gradOutput, float* gradValue, float* gradLocations,
        float* gradWeights)
    {
        public readonly float* Value = value, Locations = locations, Weights = weights, GradOutput = gradOutput;
        public readonly float* GradValue = gradValue, GradLocations = gradLocations, GradWeights = gradWeights;
    }

    private static void Head<TLane>(
        SamplingProblem problem, Memory memory, int batch, int head, int firstLevel, int lastLevel)
        where TLane : struct, ILane<TLane>
    {
        int depth = problem.Depth, stride = problem.TokenStride, points = problem.Points, samples = problem.Samples;
        var origin = (long)batch * problem.Tokens * stride + (long)head * depth;
        float* value = memory.Value + origin, gradValue = memory.GradValue + origin;
        for (var query = 0; query < problem.Queries; query++)
        {
            var row = ((long)batch * problem.Queries + query) * problem.Heads + head;
            var g = memory.GradOutput + row * depth;
            for (var l = firstLevel; l < lastLevel; l++)
            {
                var level = problem.Levels[l];
                var sample = row * samples + l * points;
                for (var end = sample + points; sample < end; sample++)
                {
                    float* location = memory.Locations + 2 * sample, gradLocation = memory.GradLocations + 2 * sample;
                    if (!SamplePoint.TryLocate(location[0], location[1], level.Width, level.Height, out var at))
                    {
                        gradLocation[0] = gradLocation[1] = memory.GradWeights[sample] = 0;
                        continue;
                    }
                    float weight = memory.Weights[sample], lx = at.LowX, ly = at.LowY, hx = at.HighX, hy = at.HighY;
                    long top = (level.Start + at.Row * level.Width + at.Column) * (long)stride, bottom = top
                        + level.Width * stride;
                    bool left = at.Column >= 0, right = at.Column + 1 < level.Width;
                    float s00 = 0, s01 = 0, s10 = 0, s11 = 0;
                    if (at.Row >= 0)
                    {
                        if (left) s00 = Corner<TLane>(value + top, gradValue + top, g, weight * hy * hx, depth);
                        if (right)
                            s01 =
                                Corner<TLane>(
                                    value + top + stride, gradValue + top + stride, g, weight * hy * lx, depth);
                    }
                    if (at.Row + 1 < level.Height)
                    {
                        if (left) s10 = Corner<TLane>(value + bottom, gradValue + bottom, g, weight * ly * hx, depth);
                        if (right)
                            s11 =
                                Corner<TLane>(
                                    value + bottom + stride, gradValue + bottom + stride, g, weight * ly * lx, depth);
                    }
                    memory.GradWeights[sample] = hy * hx * s00 + hy * lx * s01 + ly * hx * s10 + ly * lx * s11;
                    gradLocation[0] = weight * level.Width * (hy * (s01 - s00) + ly * (s11 - s10));
                    gradLocation[1] = weight * level.Height * (hx * (s10 - s00) + lx * (s11 - s01));
                }
            }
        }
    }

    /// <summary>Adds factor·g to the corner's gradient; returns ⟨value, g⟩.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Corner<TLane>(float* value, float* gradValue, float* g, float factor, int depth)
        where TLane : struct, ILane<TLane>
    {
        int width = TLane.Width, channel = 0;
        TLane dot = TLane.Zero, other = TLane.Zero, k = TLane.All(factor);
        for (; channel + 2 * width <= depth; channel += 2 * width)
        {
            TLane a = TLane.Load(g + channel), b = TLane.Load(g + channel + width);
            TLane.Store(TLane.MultiplyAdd(k, a, TLane.Load(gradValue + channel)), gradValue + channel);
            TLane.Store(TLane.MultiplyAdd(k, b, TLane.Load(gradValue + channel + width)), gradValue + channel + width);
            dot = TLane.MultiplyAdd(a, TLane.Load(value + channel), dot);
            other = TLane.MultiplyAdd(b, TLane.Load(value + channel + width), other);
        }
        for (; channel + width <= depth; channel += width)
        {
            var a = TLane.Load(g + channel);
            TLane.Store(TLane.MultiplyAdd(k, a, TLane.Load(gradValue + channel)), gradValue + channel);
            dot = TLane.MultiplyAdd(a, TLane.Load(value + channel), dot);
        }
        var sum = TLane.Sum(TLane.Add(dot, other));
        for (; channel < depth; channel++)
        {
            gradValue[channel] += factor * g[channel];
            sum += value[channel] * g[channel];
        }
        return sum;
    }
}
