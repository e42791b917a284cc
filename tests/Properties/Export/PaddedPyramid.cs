using System.Collections.Immutable;
using StableDino.Onnx;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Export;

/// <summary>
/// A random pyramid whose images end where they like, or all fill their maps; as tensors and as inputs.
/// </summary>
internal sealed record PaddedPyramid(ImmutableArray<Tensor> Maps, ImmutableArray<Tensor> Padding, bool Masked)
{
    public const int Width = 16;

    /// <summary>Maps of random sizes, each level about half the one before.</summary>
    public static PaddedPyramid Draw(Random random, Generator generator, int levels)
    {
        var (batch, masked) = (random.Next(1, 4), random.Next(2) == 0);
        var (height, width) = (random.Next(5, 12), random.Next(5, 12));
        var ends = Enumerable.Range(0, batch)
            .Select(_ => (random.Next(height / 2, height), random.Next(width / 2, width)))
            .ToArray();
        var (maps, padding) = (new List<Tensor>(), new List<Tensor>());
        for (var level = 0; level < levels; level++)
        {
            var (h, w) = ((height >> level) + 1, (width >> level) + 1);
            maps.Add(randn(batch, Width, h, w, generator: generator));
            padding.Add(zeros(batch, h, w, ScalarType.Bool));
            if (!masked) continue;
            foreach (var ((bottom, right), image) in ends.Select((end, image) => (end, image)))
            {
                var mask = padding[^1][image];
                mask.narrow(0, (bottom >> level) + 1, h - (bottom >> level) - 1).fill_(true);
                mask.narrow(1, (right >> level) + 1, w - (right >> level) - 1).fill_(true);
            }
        }

        return new([.. maps], [.. padding], masked);
    }

    public FeaturePyramid Pyramid => new(Maps, Padding);

    /// <summary>The maps, and the padding where there is some.</summary>
    public Tensor[] Inputs => Masked ? [.. Maps, .. Padding] : [.. Maps];

    /// <summary>The same as values: the first of the inputs of a graph.</summary>
    public PyramidValues Values(Value[] inputs) => new(
        [.. inputs[..Maps.Length]], Masked ? [.. inputs[Maps.Length..(2 * Maps.Length)]] : []);
}
