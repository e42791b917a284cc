using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// A class and a mask of every query, before the first decoder layer and after each, from one predictor of each kind
/// (MaskFormer,
/// Mask2Former). Boxes are not predicted: those handed on are the boxes that the masks fill, and no gradient passes
/// through them.
/// </summary>
public sealed class MaskClassification : NamedModule<DecoderStates, PixelEmbeddings, MaskOutput>
{
    private readonly bool initialPrediction;
    private readonly Linear classes;
    private readonly Mlp embedding;

    /// <summary>
    /// The class predictor <c>class_embed</c>, whose bias makes every probability of sigmoid scores the prior, and the
    /// MLP from states to mask
    /// embeddings, <c>mask_embed</c>. With softmax the official checkpoints hold the classes' weights in the loss,
    /// <c>criterion.empty_weight</c>.
    /// </summary>
    /// <param name="config">The masks.</param>
    /// <param name="heads">What class logits mean.</param>
    /// <param name="width">Channels of a query.</param>
    /// <param name="classCount">Classes.</param>
    public MaskClassification(MaskConfig.PixelEmbedding config, HeadConfig heads, int width, int classCount) : base(
        nameof(MaskClassification))
    {
        initialPrediction = config.InitialPrediction;
        var softmax = heads.Score is Score.Softmax;
        classes = this.Place("class_embed", Linear(width, softmax ? classCount + 1 : classCount));
        embedding = this.Place("mask_embed", new Mlp(width, width, config.Width, 3));
        if (softmax) this.Place("criterion", new ClassWeights(classCount));
        if (heads.Score is Score.Sigmoid { PriorProbability: var prior })
            init.constant_(classes.bias!, -Math.Log((1 - prior) / prior));
    }

    /// <summary>Mask embeddings of states as the predictors see them: […, width] to […, D].</summary>
    internal Tensor Embed(Tensor states) => embedding.call(states);

    /// <inheritdoc/>
    public override MaskOutput forward(DecoderStates states, PixelEmbeddings pixels)
    {
        using var single = Autocast.Paused(states.States.device_type);
        using var scope = NewDisposeScope();
        var first = initialPrediction ? 0 : 1;
        var seen = states.States.narrow(0, first, states.States.shape[0] - first);
        var (logits, embeddings, boxes) = (classes.call(seen), Embed(seen), stack([.. states.References.Skip(first)]));
        return new MaskOutput(
            new Predictions(logits.MoveToOuterDisposeScope(), boxes.MoveToOuterDisposeScope()),
            Option<Predictions>.None, ImmutableArray<BranchPredictions>.Empty,
            new MaskPredictions(
                pixels.Values, embeddings.MoveToOuterDisposeScope(),
                embeddings.narrow(0, 0, 0).MoveToOuterDisposeScope(), ImmutableArray<Tensor>.Empty));
    }
}
