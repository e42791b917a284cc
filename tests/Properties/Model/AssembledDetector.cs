using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Network;
using StableDino.Pipeline;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Properties.Model;

/// <summary>
/// A detector put together from its stages by hand, as a compiled graph would be, but showing what lies between the
/// stages. Its fields
/// are named so that its state has the official names.
/// </summary>
internal sealed class AssembledDetector : Detector
{
    private readonly Module<Tensor, BackboneFeatures> backbone;
    private readonly ChannelMapper neck;
    private readonly TokenFlattening tokens;
    private readonly TransformerEncoder encoder;
    private readonly TwoStageSelection selection;
    private readonly LabelEmbedding labels;
    private readonly DeformableDecoder decoder;
    private readonly PredictionHeads heads;

    public AssembledDetector(DetectorConfig config, int classes) : base(config.Name)
    {
        (Config, Classes) = (config, classes);
        (backbone, var channels) = config.Backbone switch
        {
            BackboneConfig.ResNet resNet => (new ResNetBackbone(resNet),
                Enumerable.Range(resNet.FirstStage, resNet.LastStage - resNet.FirstStage + 1)
                    .Select(s => ResNetBackbone.Channels(resNet, s))),
            BackboneConfig.Swin swin => ((Module<Tensor, BackboneFeatures>)new SwinBackbone(swin),
                Enumerable.Range(swin.FirstStage, swin.LastStage - swin.FirstStage + 1)
                    .Select(s => swin.Width << (s - 2))),
            BackboneConfig.FocalNet focal => ((Module<Tensor, BackboneFeatures>)new FocalBackbone(focal),
                Enumerable.Range(focal.FirstStage, focal.LastStage - focal.FirstStage + 1)
                    .Select(s => focal.Width << (s - 2))),
            _ => throw new ArgumentOutOfRangeException(nameof(config)),
        };
        neck = new ChannelMapper(config.Neck, [.. channels]);
        tokens = new TokenFlattening(config.Neck.Levels, config.Neck.Width);
        encoder = new TransformerEncoder(config.Encoder, config.Neck.Levels);
        selection =
            new TwoStageSelection(config.Queries, [QueryGroup.Matching(config.Queries.Count)], config.Decoder.Width);
        labels = new LabelEmbedding(classes, config.Decoder.Width, branch: 0);
        decoder = new DeformableDecoder(config.Decoder, config.Queries.Position, config.Neck.Levels);
        heads = new PredictionHeads(
            config.Heads, config.Queries.Reference, config.Decoder.Width, config.Decoder.Layers, classes);
        RegisterComponents();
    }

    public override DetectorConfig Config { get; }

    public override int Classes { get; }

    public override DetectorOutput forward(ImageBatch images, Option<NoisedTargets> noised) =>
        Trace(images, noised).Output;

    /// <summary>Everything that lies between the stages.</summary>
    public StageTrace Trace(ImageBatch images, Option<NoisedTargets> noised)
    {
        var padding = !training && Config.EvaluationPadding == PaddingPolicy.Attended
            ? zeros_like(images.Padding)
            : images.Padding;
        var features = backbone.call(images.Pixels);
        var pyramid = neck.call(features, padding);
        var memory = encoder.call(tokens.call(pyramid));
        var proposed = selection.call(memory, heads);
        var queries = labels.call(proposed.Queries, noised);
        var states = decoder.call(queries, memory, heads);
        var ranked = selection.Best(memory, EncoderProposals.Of(memory.Tokens), heads,
            (int)Math.Min(Config.Queries.Count, memory.Memory.shape[1]));
        return new StageTrace(
            features, pyramid, memory, ranked, queries, states, heads.call(states, proposed.Proposals));
    }

    /// <summary>What follows the encoder, without denoising.</summary>
    public DetectorOutput Decode(EncoderMemory memory)
    {
        var proposed = selection.call(memory, heads);
        return heads.call(decoder.call(proposed.Queries, memory, heads), proposed.Proposals);
    }

    /// <summary>State by official names, without the second names of the heads.</summary>
    public IEnumerable<(string Official, Tensor Value)> OfficialState() =>
        state_dict().Select(pair => (Official(pair.Key), pair.Value));

    /// <summary>Learned tensors by official names.</summary>
    public IEnumerable<(string Official, TorchSharp.Modules.Parameter Value)> OfficialParameters() =>
        named_parameters().Select(pair => (Official(pair.name), pair.parameter));

    /// <summary>The official name of an own name.</summary>
    public static string Official(string own) => own.Split('.', 2) switch
    {
        ["tokens", var rest] => $"transformer.{rest}",
        ["encoder", var rest] => $"transformer.encoder.{rest}",
        ["decoder", var rest] => $"transformer.decoder.{rest}",
        ["selection", var rest] => $"transformer.{rest}",
        ["heads" or "labels", var rest] => rest,
        _ => own,
    };
}

/// <summary>What lies between the stages.</summary>
internal sealed record StageTrace(
    BackboneFeatures Features, FeaturePyramid Pyramid, EncoderMemory Memory, Tensor Ranked, SelectedQueries Queries,
    DecoderStates States, DetectorOutput Output);
