using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using StableDino.Pipeline;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// Class and box predictors of every decoder layer and, last, of the encoder's proposals if there are any,
/// <c>class_embed.i</c> and
/// <c>bbox_embed.i</c>. A box is predicted as a shift of its reference in logit space; without a reference, as it is.
/// </summary>
public sealed partial class PredictionHeads : NamedModule<DecoderStates, Option<Predictions>, DetectorOutput>
{
    private const double FirstSize = -2;       // of a box that no proposal has sized, in logit space

    private readonly Linear[] classes;
    private readonly Mlp[] boxes;
    private readonly bool handsOverStarts;
    private readonly double epsilon;

    /// <summary>
    /// All predictors start equal: class bias such that every probability is about the prior, last box layer zero, so
    /// that the first
    /// predictions are the references themselves; without proposals, the first layer's boxes start smaller. Softmax
    /// scores have no prior,
    /// and boxes without references no such start. Shared predictors appear under every layer's name, a single one
    /// without a number. With
    /// softmax the official checkpoints hold the classes' weights in the loss, <c>criterion.empty_weight</c>; the loss
    /// reads the configuration.
    /// </summary>
    /// <param name="config">The heads.</param>
    /// <param name="reference">Where the references come from.</param>
    /// <param name="width">Channels of a query.</param>
    /// <param name="layers">Decoder layers.</param>
    /// <param name="classCount">Classes.</param>
    public PredictionHeads(HeadConfig config, QueryReference reference, int width, int layers, int classCount) : base(
        nameof(PredictionHeads))
    {
        epsilon = config.ReferenceEpsilon;
        var count = reference is QueryReference.Proposals ? layers + 1 : layers;
        handsOverStarts = reference is QueryReference.Proposals;
        var softmax = config.Score is Score.Softmax;
        Linear[] ownClasses = [.. Own().Select(_ => Linear(width, softmax ? classCount + 1 : classCount))];
        Mlp[] ownBoxes = [.. Own().Select(_ => new Mlp(width, width, 4, 3))];
        if (config.Score is Score.Sigmoid sigmoid) StartClasses(ownClasses, sigmoid.PriorProbability);
        if (reference is not QueryReference.None)
            StartBoxes(ownBoxes,
                reference is QueryReference.Proposals || config.Sharing == HeadSharing.Single ? 0 : FirstSize);
        classes = [.. Enumerable.Range(0, count).Select(i => ownClasses[OwnIndex(i)])];
        boxes = [.. Enumerable.Range(0, count).Select(i => ownBoxes[OwnIndex(i)])];
        ImmutableArray<(string Name, int Layer)> names = config.Sharing == HeadSharing.Single
            ? [("", 0)]
            : [.. Enumerable.Range(0, count).Select(i => ($".{i}", i))];
        foreach (var (name, layer) in names) this.Place($"class_embed{name}", classes[layer]);
        foreach (var (name, layer) in names) this.Place($"bbox_embed{name}", boxes[layer]);
        if (softmax) this.Place("criterion", new ClassWeights(classCount));

        IEnumerable<int> Own() => Enumerable.Range(0, OwnIndex(count - 1) + 1);
        int OwnIndex(int i) =>
            config.Sharing switch { HeadSharing.Shared => i < layers ? 0 : 1,
            HeadSharing.Everywhere or HeadSharing.Single => 0, _ => i };
    }

    /// <summary>Class logits of queries.</summary>
    /// <param name="layer">Decoder layer, from 0.</param>
    /// <param name="state">[B, Q, width].</param>
    /// <returns>[B, Q, classes].</returns>
    internal Tensor Classify(int layer, Tensor state) => classes[layer].call(state);

    /// <summary>A box as the references of the next layer are: no coordinate at 0 or 1.</summary>
    /// <param name="boxes">[B, Q, 4], in [0, 1].</param>
    internal Tensor AsReference(Tensor boxes) => Scoped.Run(() => Logit.Of(boxes, epsilon).sigmoid());

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

    /// <summary>
    /// The box of layer <paramref name="layer"/>: <c>sigmoid(box(state) + logit(reference))</c>; a point moves the
    /// centre alone.
    /// </summary>
    /// <param name="layer">Decoder layer, from 0.</param>
    /// <param name="state">[B, Q, width].</param>
    /// <param name="reference">[B, Q, 2 or 4], in [0, 1]; [B, Q, 0] for none.</param>
    /// <returns>[B, Q, 4], in [0, 1].</returns>
    public Tensor Refine(int layer, Tensor state, Tensor reference) => Scoped.Run(() =>
    {
        var start = Logit.Of(reference, epsilon);
        var box = boxes[layer].call(state);
        var known = start.shape[^1];
        return (known == 4
            ? box + start
            : cat([box.narrow(-1, 0, known) + start, box.narrow(-1, known, 4 - known)], -1)).sigmoid();
    });

    /// <inheritdoc/>
    public override DetectorOutput forward(DecoderStates states, Option<Predictions> proposals)
    {
        using var single = Autocast.Paused(states.States.device_type);
        using var scope = NewDisposeScope();
        var layers = states.States.unbind(0);
        var logits = stack([.. layers.Select((state, layer) => classes[layer].call(state))]);
        var located = stack([.. layers.Select((state, layer) => Refine(layer, state, states.References[layer]))]);
        var starts = states.Groups.Aggregate(ImmutableArray.Create(0L), (at, group) => at.Add(at[^1] + group.Count));
        var parts = states.Groups.Select((group, run) => new BranchPredictions(group.Branch, new Predictions(
            logits.narrow(2, starts[run], group.Count).MoveToOuterDisposeScope(),
            located.narrow(2, starts[run], group.Count).MoveToOuterDisposeScope(),
            handsOverStarts && group.IsMatching
                ? states.References[0].detach().narrow(1, starts[run], group.Count).MoveToOuterDisposeScope()
                : Option<Tensor>.None))).ToLookup(part => part.Branch == QueryGroup.MatchingBranch);
        return new DetectorOutput(parts[true].Single().Predictions, proposals, [.. parts[false]]);
    }

    private static void StartClasses(Linear[] classes, float prior)
    {
        using var silent = no_grad();
        init.constant_(classes[0].bias!, -Math.Log((1 - prior) / prior));
        foreach (var module in classes[1..]) Copy(classes[0], module);
    }

    private static void StartBoxes(Mlp[] boxes, double size)
    {
        using var silent = no_grad();
        init.zeros_(boxes[0].Last.weight!);
        init.zeros_(boxes[0].Last.bias!);
        foreach (var module in boxes[1..]) Copy(boxes[0], module);
        boxes[0].Last.bias!.narrow(0, 2, 2).fill_(size);
    }

    private static void Copy(Module from, Module to)
    {
        foreach (var (source, target) in from.parameters().Zip(to.parameters())) target.copy_(source);
    }
}
