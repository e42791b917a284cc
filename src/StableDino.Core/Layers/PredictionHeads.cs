using LanguageExt;
using StableDino.Configuration;
using StableDino.Detectors;
using StableDino.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Layers;

/// <summary>
/// Class and box predictors of every decoder layer and of the encoder's proposals, <c>class_embed.i</c> and <c>bbox_embed.i</c>; the
/// proposals' are the last. A box is predicted as a shift of its reference in logit space.
/// </summary>
public sealed class PredictionHeads : Module<DecoderStates, Predictions, DetectorOutput>
{
    private readonly Linear[] classes;
    private readonly MultilayerPerceptron[] boxes;

    /// <summary>
    /// All predictors start equal: class bias such that every probability is about the prior, last box layer zero, so that the first
    /// predictions are the references themselves. Shared predictors appear under the name of every layer.
    /// </summary>
    /// <param name="config">The heads.</param>
    /// <param name="width">Channels of a query.</param>
    /// <param name="layers">Decoder layers.</param>
    /// <param name="classCount">Classes.</param>
    public PredictionHeads(HeadConfig config, int width, int layers, int classCount) : base(nameof(PredictionHeads))
    {
        Linear[] ownClasses = [.. Own(config.Sharing).Select(_ => Linear(width, classCount))];
        MultilayerPerceptron[] ownBoxes = [.. Own(config.Sharing).Select(_ => new MultilayerPerceptron(width, width, 4, 3))];
        Start(ownClasses, ownBoxes, config.PriorProbability);
        classes = [.. Enumerable.Range(0, layers + 1).Select(i => this.Place($"class_embed.{i}", ownClasses[OwnIndex(i)]))];
        boxes = [.. Enumerable.Range(0, layers + 1).Select(i => this.Place($"bbox_embed.{i}", ownBoxes[OwnIndex(i)]))];

        IEnumerable<int> Own(HeadSharing sharing) => Enumerable.Range(0, sharing == HeadSharing.Shared ? 2 : layers + 1);
        int OwnIndex(int i) => config.Sharing == HeadSharing.Shared ? (i < layers ? 0 : 1) : i;
    }

    /// <summary>Class logits of memory tokens.</summary>
    /// <param name="tokens">[B, N, width].</param>
    /// <returns>[B, N, classes].</returns>
    public Tensor ClassifyProposals(Tensor tokens) => classes[^1].call(tokens);

    /// <summary>Boxes of memory tokens, relative to where they start.</summary>
    /// <param name="tokens">[B, N, width].</param>
    /// <param name="startLogits">[B, N, 4]: logits of the boxes they start from.</param>
    /// <returns>[B, N, 4], in [0, 1].</returns>
    public Tensor LocateProposals(Tensor tokens, Tensor startLogits) =>
        Scoped.Run(() => (boxes[^1].call(tokens) + startLogits).sigmoid());

    /// <summary>The reference that layer <paramref name="layer"/> hands on: <c>sigmoid(box(state) + logit(reference))</c>.</summary>
    /// <param name="layer">Decoder layer, from 0.</param>
    /// <param name="state">[B, Q, width].</param>
    /// <param name="reference">[B, Q, 4], in [0, 1].</param>
    /// <returns>[B, Q, 4], in [0, 1].</returns>
    public Tensor Refine(int layer, Tensor state, Tensor reference) =>
        Scoped.Run(() => (boxes[layer].call(state) + Logit.Of(reference)).sigmoid());

    /// <inheritdoc/>
    public override DetectorOutput forward(DecoderStates states, Predictions proposals)
    {
        using var scope = NewDisposeScope();
        var (states_, references) = (states.States.unbind(0), states.References.unbind(0));
        var logits = stack([.. states_.Select((state, layer) => classes[layer].call(state))]);
        var located = stack([.. states_.Select((state, layer) => Refine(layer, state, references[layer]))]);
        var (denoising, all) = (states.DenoisingCount, logits.shape[2]);

        Predictions Part(long start, long count) => new(
            logits.narrow(2, start, count).MoveToOuterDisposeScope(), located.narrow(2, start, count).MoveToOuterDisposeScope());

        return new DetectorOutput(
            Part(denoising, all - denoising),
            proposals,
            denoising > 0 ? Part(0, denoising) : Option<Predictions>.None);
    }

    private static void Start(Linear[] classes, MultilayerPerceptron[] boxes, float prior)
    {
        using var silent = no_grad();
        init.constant_(classes[0].bias!, -Math.Log((1 - prior) / prior));
        init.zeros_(boxes[0].Last.weight!);
        init.zeros_(boxes[0].Last.bias!);
        foreach (var module in classes[1..]) Copy(classes[0], module);
        foreach (var module in boxes[1..]) Copy(boxes[0], module);
    }

    private static void Copy(Module from, Module to)
    {
        foreach (var (source, target) in from.parameters().Zip(to.parameters())) target.copy_(source);
    }

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
