extern alias core;
using System.Collections.Immutable;
using core::StableDino.Objective;
using core::StableDino.Pipeline;
using core::StableDino.Foundation;
using core::StableDino.Network;
using core::StableDino.Zoo;
using LanguageExt;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Snapshots.Differential;

/// <summary>
/// Multiply–adds of a built graph, counted while it runs: every layer is hooked and asked for the sizes it really saw.
/// </summary>
internal static class CountedOperations
{
    /// <summary>The count of one forward pass in evaluation.</summary>
    public static long Of(Detector graph, ImageBatch images)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        graph.eval();
        var count = 0L;
        foreach (var module in graph.modules().DistinctBy(m => m, ReferenceEqualityComparer.Instance))
        {
            switch (module)
            {
                case Linear linear:
                    linear.register_forward_hook((_, input, output) =>
                        Add(output, input.numel() / linear.in_features * linear.weight!.numel()));
                    break;
                case Conv2d convolution:
                    convolution.register_forward_hook((_, _, output) =>
                        Add(output, Cells(output) * convolution.weight!.numel()));
                    break;
                case NormalisedConvolution convolution:
                    var kernels = convolution.named_parameters(recurse: false)
                        .Single(p => p.name == "weight").parameter.numel();
                    convolution.register_forward_hook((_, _, output) => Add(output, Cells(output) * kernels));
                    break;
                case NeckLevel level
                    when level.named_parameters().Single(p => p.name == "conv.weight").parameter is { } weight
                        && weight.shape[^1] == 1 && weight.shape[1] >= 1024:
                    level.register_forward_hook((_, _, output) => Add(output, Cells(output) * weight.numel()));
                    break;
                case InputProjection single:
                    var map = single.parameters().Max(p => p.numel());
                    single.register_forward_hook((_, _, _, output) =>
                    {
                        Add(output.Maps[0], Cells(output.Maps[0]) * map);
                        return output;
                    });
                    break;
                case DenseAttention attention:
                    // One map of the width for each query, two for each token, and two numbers for each pair and
                    // channel; the output's map is counted as one.
                    attention.register_forward_hook((_, content, _, memory, output) => Add(output,
                        content.shape[2]
                        * (content.numel() + (2 * memory.Memory.numel())
                            + (2 * content.shape[0] * content.shape[1] * memory.Memory.shape[1]))));
                    break;
                case MaskedAttention attention:
                    // As above, for the tokens of one level.
                    attention.register_forward_hook((_, content, _, level, output) => Add(output,
                        content.shape[2]
                        * (content.numel() + (2 * level.Memory.numel())
                            + (2 * content.shape[0] * content.shape[1] * level.Memory.shape[1]))));
                    break;
                case MaskedDecoder decoder:
                    // The masks of every state: a number for each cell and channel of the embeddings.
                    decoder.register_forward_hook((_, _, _, pixels, _, output) =>
                    {
                        Add(output.States, output.States.shape[0] * output.States.shape[2] * pixels.Values.numel());
                        return output;
                    });
                    break;
                case RowColumnAttention attention:
                    // Two maps of the width for each query, three for each token; the weights of the sides, and what
                    // they gather, the longer side first.
                    attention.register_forward_hook((_, content, _, memory, output) =>
                        Add(output, Decoupled(content, memory)));
                    break;
                case ConditionalSelfAttention attention:
                    attention.register_forward_hook((_, content, _, _, output) =>
                        Add(output, 2 * content.shape[1] * content.numel()));
                    break;
                case ConditionalAttention attention:
                    attention.register_forward_hook((_, content, _, memory, output) =>
                        Add(output, 3 * content.numel() * memory.Memory.shape[1]));
                    break;
                case SelfAttention attention:
                    var projection = attention.parameters().Where(p => p.dim() == 2).Max(p => p.numel());
                    attention.register_forward_hook((_, content, _, _, output) =>
                        Add(output, (content.shape[1] * projection) + (2 * content.shape[1] * content.numel())));
                    break;
                case WindowAttention attention:
                    attention.register_forward_hook((_, tokens, _, output) =>
                        Add(output, 2 * tokens.shape[1] * tokens.numel()));
                    break;
                case DeformableAttention attention:
                    // Four corners and one weight for each sample and channel; offsets are heads × levels × points × 2.
                    var offsets = attention.named_parameters()
                        .Single(p =>
                            p.name.EndsWith("sampling_offsets.bias", StringComparison.Ordinal)).parameter.numel();
                    var heads = HeadsOf(attention);
                    attention.register_forward_hook((_, queries, _, _, _, _, _, output) =>
                        Add(output, 5 * queries.numel() * (offsets / 2 / heads)));
                    break;
            }
        }
        graph.call(images, Option<NoisedTargets>.None);
        return count;

        Tensor Add(Tensor output, long operations)
        {
            count += operations;
            return output;
        }
    }

    private static long Decoupled(Tensor content, EncoderMemory memory)
    {
        var (map, width) = (memory.Tokens.Levels[0], content.shape[2]);
        var sides = map.Height + map.Width + Math.Min(map.Height, map.Width);
        return (width * ((2 * content.numel()) + (3 * memory.Memory.numel())))
            + (content.numel() * (sides + (map.Height * map.Width)));
    }

    private static long Cells(Tensor map) => map.shape[0] * map.shape[2] * map.shape[3];

    private static int HeadsOf(DeformableAttention attention) =>
        (int)typeof(DeformableAttention).GetField("heads",
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(attention)!;
}
