using System.Collections.Immutable;
using System.Globalization;
using StableDino.Network;

namespace StableDino.Checkpoints;

/// <summary>The layouts that are known, as tables. The first that fits a file is its own.</summary>
internal static class Layouts
{
    private const string Classifier = "the classifier of the pre-training; a detector has its own heads";

    private static readonly ImmutableArray<NameRule> AsItIs = [new("**", "**")];

    /// <summary>
    /// detectron2's and detrex's names, which are the official ones: detectors are distinguished, names stay.
    /// </summary>
    public static Layout Official { get; } = new("official", "the official names", [], [], AsItIs, []);

    /// <summary>
    /// torchvision's ResNet (bottlenecks): convolutions and norms lie side by side, stages count from 1.
    /// </summary>
    public static Layout Torchvision { get; } = new(
        "torchvision-resnet", "a torchvision ResNet", ["conv1.weight", "bn1.weight", "layer1.0.conv1.weight"], [],
        [
            NameRule.Aside("fc.**", Classifier),
            .. ResNetRules("", "backbone."),
        ],
        [], BackboneOnly: true);

    /// <summary>detectron2's ResNet: our names without <c>backbone.</c></summary>
    public static Layout Detectron2 { get; } = new(
        "detectron2-resnet", "a detectron2 ResNet", ["stem.conv1.weight", "res2.0.conv1.weight"], [],
        [
            NameRule.Aside("stem.fc.**", Classifier),
            new("stem.**", "backbone.stem.**"),
            .. Enumerable.Range(2, 4).Select(stage => new NameRule($"res{stage}.**", $"backbone.res{stage}.**")),
        ],
        [], BackboneOnly: true);

    /// <summary>
    /// The MSRA ResNets of detectron2's zoo, named as caffe2 names them: other pixels, other strides.
    /// </summary>
    public static Layout Caffe2 { get; } = new(
        "caffe2-resnet", "an MSRA ResNet in caffe2's names", ["conv1_w", "res2_0_branch2a_w"], [], [],
        [
            new("pixels", "pixels", "BGR, deviation 1", _ => "RGB, ImageNet's deviation"),
            new("strides", "strides of bottlenecks", "in the 1×1 convolution", _ => "in the 3×3 convolution"),
        ],
        BackboneOnly: true);

    /// <summary>Swin Transformers as their authors publish them for ImageNet.</summary>
    public static Layout Swin { get; } = new(
        "swin-imagenet", "a Swin Transformer for ImageNet",
        ["patch_embed.proj.weight", "layers.0.blocks.0.attn.qkv.weight", "norm.weight"], [],
        [
            NameRule.Aside("head.**", Classifier),
            NameRule.Aside("norm.*", "the norm before the classifier; each feature map has its own"),
            NameRule.Aside("layers.*.blocks.*.attn_mask", "follows from the image's size"),
            new("patch_embed.**", "backbone.patch_embed.**"),
            new("layers.**", "backbone.layers.**"),
        ],
        [], BackboneOnly: true);

    /// <summary>FocalNets as their authors publish them for ImageNet.</summary>
    public static Layout FocalNet { get; } = new(
        "focalnet-imagenet", "a FocalNet for ImageNet",
        ["patch_embed.proj.weight", "layers.0.blocks.0.modulation.f.weight", "norm.weight"], [],
        [
            NameRule.Aside("head.**", Classifier),
            NameRule.Aside("norm.*", "the norm before the classifier; each feature map has its own"),
            new("patch_embed.**", "backbone.patch_embed.**"),
            new("layers.**", "backbone.layers.**"),
        ],
        [], BackboneOnly: true);

    /// <summary>
    /// The original DINO (IDEA-Research/DINO). Its decoder numbers norms by cross-attention, self-attention,
    /// feed-forward; ours are in order of
    /// execution. The rules for neck and proposal heads depend on the file: see <see cref="OriginalDino"/>.
    /// </summary>
    private static readonly ImmutableArray<NameRule> OriginalDinoRules =
    [
        .. ResNetRules("backbone.0.body.", "backbone."),
        new("backbone.0.**", "backbone.**"),
        new("transformer.level_embed", "transformer.level_embeds"),
        .. Layer("encoder", ("self_attn", "attentions.0"), ("norm1", "norms.0"), ("norm2", "norms.1")),
        .. Layer("decoder", ("self_attn", "attentions.0.attn"), ("cross_attn", "attentions.1"), ("norm2", "norms.0"),
            ("norm1", "norms.1"), ("norm3", "norms.2")),
        new("transformer.**", "transformer.**"),
        new("class_embed.**", "class_embed.**"),
        new("bbox_embed.**", "bbox_embed.**"),
        new("label_enc.weight", "label_enc.weight"),
    ];

    /// <summary>
    /// The original DINO with as many 1×1 projections and decoder layers as a file has, and the temperature it notes.
    /// </summary>
    /// <param name="projections">Backbone maps, each with a 1×1 projection; further projections make further
    /// levels.</param>
    /// <param name="decoderLayers">Decoder layers; the proposals' heads come after theirs.</param>
    /// <param name="temperature">Of the position embedding.</param>
    public static Layout OriginalDino(int projections, int decoderLayers, double temperature) => new(
        "dino-original", "the original DINO",
        ["transformer.enc_out_class_embed.weight", "input_proj.0.0.weight", "transformer.level_embed"], [],
        [
            .. Enumerable.Range(0, 16)
                .SelectMany(i => new[] { ("0", "conv"), ("1", "norm") }.Select(part => new NameRule(
                    $"input_proj.{i}.{part.Item1}.**",
                    i < projections
                        ? $"neck.convs.{i}.{part.Item2}.**"
                        : $"neck.extra_convs.{i - projections}.{part.Item2}.**"))),
            new("transformer.enc_out_class_embed.**", $"class_embed.{decoderLayers}.**"),
            new("transformer.enc_out_bbox_embed.**", $"bbox_embed.{decoderLayers}.**"),
            .. OriginalDinoRules,
        ],
        [
            new("temperature", "temperature of the position embedding", Number(temperature),
                _ => Number(SineEmbedding.Temperature)),
            new("offset", "offset of positions", "0", _ => "-0.5"),
        ]);

    /// <summary>Backbones, which fit before any detector is looked for.</summary>
    public static ImmutableArray<Layout> Backbones { get; } = [Torchvision, Detectron2, Caffe2, Swin, FocalNet];

    /// <summary>Detectors under detrex's names, distinguished by what only they hold.</summary>
    public static ImmutableArray<Layout> Detrex { get; } =
    [
        Of("stable-dino", "Stable-DINO",
            ["transformer.tgt_embed.weight", "label_enc.weight", "transformer.encoder.fusion_layer.0.weight"]),
        Of("dino", "DINO", ["transformer.tgt_embed.weight", "label_enc.weight"]),
        new(
            "anchor-detr", "Anchor-DETR, its backbone torchvision's",
            ["transformer.adapt_pos1d.0.weight", "backbone.body.conv1.weight"], [],
            [.. ResNetRules("backbone.body.", "backbone."), .. AsItIs], []),
        Of("anchor-detr", "Anchor-DETR", ["transformer.adapt_pos1d.0.weight"]),
        Of("maskdino", "MaskDINO", ["sem_seg_head.predictor.mask_embed.layers.0.weight"]),
        Of("dn-deformable-detr", "DN-Deformable-DETR",
            ["denoising_generator.label_encoder.weight", "refpoint_embed.weight"]),
        Of("dab-deformable-detr", "DAB-Deformable-DETR",
            ["transformer.decoder.query_scale.layers.0.weight", "transformer.level_embeds"]),
        Of("deta", "DETA", ["transformer.pix_trans.weight"]),
        Of("h-deformable-detr", "H-Deformable-DETR", ["transformer.pos_trans.weight", "query_embedding.weight"]),
        Of("deformable-detr", "two-stage Deformable-DETR", ["transformer.pos_trans.weight"]),
        Of("deformable-detr", "Deformable-DETR", ["transformer.reference_points.weight", "query_embedding.weight"]),
    ];

    private static Layout Of(string name, string title, ImmutableArray<string> has) =>
        new(name, title, has, [], AsItIs, []);

    private static IEnumerable<NameRule> ResNetRules(string from, string to)
    {
        yield return new(from + "conv1.**", to + "stem.conv1.**");
        yield return new(from + "bn1.**", to + "stem.conv1.norm.**");
        for (var stage = 1; stage <= 4; stage++)
        {
            for (var i = 1; i <= 3; i++)
            {
                yield return new($"{from}layer{stage}.*.conv{i}.**", $"{to}res{stage + 1}.*.conv{i}.**");
                yield return new($"{from}layer{stage}.*.bn{i}.**", $"{to}res{stage + 1}.*.conv{i}.norm.**");
            }

            yield return new($"{from}layer{stage}.*.downsample.0.**", $"{to}res{stage + 1}.*.shortcut.**");
            yield return new($"{from}layer{stage}.*.downsample.1.**", $"{to}res{stage + 1}.*.shortcut.norm.**");
        }
    }

    private static IEnumerable<NameRule> Layer(string part, params (string From, string To)[] names) => names
        .Concat([("linear1", "ffns.0.layers.0.0"), ("linear2", "ffns.0.layers.1")])
        .Select(pair => new NameRule(
            $"transformer.{part}.layers.*.{pair.Item1}.**", $"transformer.{part}.layers.*.{pair.Item2}.**"));

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
