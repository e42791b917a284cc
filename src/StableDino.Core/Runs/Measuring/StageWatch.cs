using System.Collections.Immutable;
using LanguageExt;
using StableDino.Network;
using StableDino.Pipeline;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Runs;

/// <summary>
/// Marks a clock whenever a stage of a compiled graph has ended. Without a watch a graph pays nothing.
/// </summary>
public sealed class StageWatch : IDisposable
{
    private readonly ImmutableArray<Action> removals;

    private StageWatch(ImmutableArray<Action> removals) => this.removals = removals;

    /// <summary>
    /// Watches every stage whose type is one of the pipeline's; the time of another goes to the stage after it.
    /// </summary>
    /// <param name="detector">The graph.</param>
    /// <param name="clock">Hears the stages' names, which are those of the graph's fields; without one nothing is
    /// watched.</param>
    public static StageWatch On(Detector detector, Option<StageClock> clock) => new(
    [
        .. from running in clock.ToSeq()
           from child in detector.named_children()
           from removal in Hook(child.module, () => running.Mark(child.name)).ToSeq()
           select removal,
    ]);

    private static Option<Action> Hook(Module stage, Action ended) => stage switch
    {
        Module<Tensor, BackboneFeatures> backbone =>
            Some(backbone.register_forward_hook((_, _, result) => Ended(result, ended)).remove),
        Module<BackboneFeatures, Tensor, FeaturePyramid> neck =>
            Some(neck.register_forward_hook((_, _, _, result) => Ended(result, ended)).remove),
        Module<FeaturePyramid, TokenSequence> flatten =>
            Some(flatten.register_forward_hook((_, _, result) => Ended(result, ended)).remove),
        Module<TokenSequence, EncoderMemory> encoder =>
            Some(encoder.register_forward_hook((_, _, result) => Ended(result, ended)).remove),
        Module<EncoderMemory, PredictionHeads, ProposedQueries> selection =>
            Some(selection.register_forward_hook((_, _, _, result) => Ended(result, ended)).remove),
        Module<EncoderMemory, SelectedQueries> learned =>
            Some(learned.register_forward_hook((_, _, result) => Ended(result, ended)).remove),
        Module<SelectedQueries, Option<NoisedTargets>, SelectedQueries> denoising =>
            Some(denoising.register_forward_hook((_, _, _, result) => Ended(result, ended)).remove),
        Module<EncoderMemory, ImageBatch, Option<NoisedTargets>, MemoryMaps> maps =>
            Some(maps.register_forward_hook((_, _, _, _, result) => Ended(result, ended)).remove),
        Module<AssistedQueries, MemoryMaps, AssistedQueries> head =>
            Some(head.register_forward_hook((_, _, _, result) => Ended(result, ended)).remove),
        Module<SelectedQueries, EncoderMemory, PredictionHeads, DecoderStates> decoder =>
            Some(decoder.register_forward_hook((_, _, _, _, result) => Ended(result, ended)).remove),
        Module<DecoderStates, Option<Predictions>, DetectorOutput> heads =>
            Some(heads.register_forward_hook((_, _, _, result) => Ended(result, ended)).remove),
        _ => Option<Action>.None,
    };

    private static Option<Action> Some(Action removal) => Option<Action>.Some(removal);

    private static T Ended<T>(T result, Action ended)
    {
        ended();
        return result;
    }

    /// <summary>Leaves the graph as it was.</summary>
    public void Dispose()
    {
        foreach (var remove in removals) remove();
    }
}
