using FsCheck;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Losses;

/// <summary>Properties of DETR's class term and of the choice of its detections.</summary>
public class CrossEntropyProperties
{
    private const int Layers = 2, Images = 2, Queries = 4, Classes = 3;

    // Queries 1 and 2 of image 0 and query 3 of image 1, in both layers.
    private static readonly long[] Matched = [1, 2, 7];
    private static readonly long[] Labels = [2, 0, 1];

    [Property(MaxTest = 30)]
    public bool It_is_the_mean_by_weights_of_the_surprises(int seed, byte weight)
    {
        using var scope = NewDisposeScope();
        var (logits, background) = (Logits(seed), weight / 100.0);
        var expected = Enumerable.Range(0, Layers)
            .Select(layer => Scalar(logits[layer].flatten(0, 1), background)).ToArray();
        return Close.Worst(CrossEntropyLoss.Mean(logits, Pairs, tensor(Labels), background).Doubles(), expected,
            1e-12).Excess <= 0;
    }

    [Fact]
    public void It_is_finite_with_finite_gradients_at_every_logit()
    {
        using var scope = NewDisposeScope();
        foreach (var size in new[] { 200f, -200f, 1e4f })
        {
            var logits =
                (ones(Layers, Images, Queries, Classes + 1)
                    * tensor(new[] { size, -size, 0, size / 2 })).requires_grad_();
            var loss = CrossEntropyLoss.Mean(logits, Pairs, tensor(Labels), 0.1);
            loss.sum().backward();
            Assert.True(loss.isfinite().all().item<bool>() && logits.grad!.isfinite().all().item<bool>());
        }
    }

    [Fact]
    public void With_nothing_matched_the_background_alone_counts_and_with_weight_zero_nothing_does()
    {
        using var scope = NewDisposeScope();
        var (logits, none) = (Logits(3),
            new MatchedPairs(zeros([Layers, 0], ScalarType.Int64), zeros([Layers, 0], ScalarType.Int64)));
        var labels = zeros([0], ScalarType.Int64);
        Assert.True(CrossEntropyLoss.Mean(logits, none, labels, 0.1)
            .allclose(-logits.log_softmax(-1)[TensorIndex.Ellipsis, -1].mean([1, 2])));
        Assert.Equal([0, 0], CrossEntropyLoss.Mean(logits, none, labels, 0).Doubles());
    }

    [Fact]
    public void Each_query_is_one_detection_of_its_best_class_and_never_of_the_background()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 0, 2, 1, 9 }, { 5, 0, 0, 0 }, { 0, 0, 3, 3.5f } }).view(1, 1, 3, 4);
        var found = StableDino.Network.PostProcessing.Best(
            new Predictions(logits, full([1, 1, 3, 4], 0.5f)), 2, new Score.Softmax())[0];
        Assert.Equal([(1, 0), (2, 2)], found.Select(box => (box.Query, box.Class)));
        Assert.Equal(
            [.. logits.softmax(-1)[0, 0, TensorIndex.Tensor(tensor(new long[] { 1, 2 })), TensorIndex.Tensor(
                tensor(new long[] { 0, 2 }))].data<float>()],
            found.Select(box => box.Score));
    }

    private static MatchedPairs Pairs =>
        new(tensor(Matched).expand(Layers, -1), arange(3, ScalarType.Int64).expand(Layers, -1));

    private static Tensor Logits(int seed)
    {
        using var generator = new Generator((ulong)Math.Abs((long)seed));
        return randn([Layers, Images, Queries, Classes + 1], ScalarType.Float64, generator: generator) * 4;
    }

    private static double Scalar(Tensor rows, double background)
    {
        var (paid, weights) = (0.0, 0.0);
        for (var query = 0; query < Images * Queries; query++)
        {
            double[] x = [.. rows[query].data<double>()];
            var at = Array.IndexOf(Matched, query);
            var (goal, weight) = at < 0 ? (Classes, background) : ((int)Labels[at], 1);
            paid += weight * (Math.Log(x.Sum(value => Math.Exp(value - x.Max()))) + x.Max() - x[goal]);
            weights += weight;
        }

        return weights == 0 ? 0 : paid / weights;
    }
}
