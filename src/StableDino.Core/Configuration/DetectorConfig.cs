namespace StableDino.Configuration;

/// <summary>
/// What a detector is: one immutable value, compared by content, varied with <c>with</c>. It holds no tensor; the
/// config compiler
/// turns it into a network. What depends on a user's data (class count, device, precision) is an argument of that
/// network.
/// </summary>
/// <remarks>
/// A point on five axes (docs/decisions/0020-five-axes.md): query content, query position and reference,
/// cross-attention, token
/// selection, and assignment branches, of which the one that inference reads is <paramref name="Queries"/> with
/// <paramref name="Matching"/> and <paramref name="Losses"/>.
/// </remarks>
/// <param name="Name">The name people type, such as <c>stable-dino-r50-4scale</c>: lower case letters, digits and
/// dashes.</param>
/// <param name="Backbone">Image to feature maps.</param>
/// <param name="Neck">Feature maps to a pyramid of one width.</param>
/// <param name="Encoder">Self-attention over the pyramid's tokens, and the fusion of its memories.</param>
/// <param name="Queries">What the decoder starts from.</param>
/// <param name="Decoder">Queries to refined boxes, layer by layer.</param>
/// <param name="Heads">Class and box predictors.</param>
/// <param name="Matching">How the queries get their targets.</param>
/// <param name="Losses">What the queries' predictions, and the encoder's proposals, contribute.</param>
/// <param name="PostProcessing">Predictions to detections.</param>
/// <param name="Pixels">How 0..255 RGB becomes the network's input.</param>
/// <param name="Branches">Further assignment branches, in training only.</param>
/// <param name="Masks">Whether it predicts masks.</param>
/// <param name="EvaluationPadding">Whether evaluation sees the padding of a batch.</param>
/// <param name="Classes">Classes of the published model; a user's data replaces it at run time.</param>
public sealed record DetectorConfig(
    string Name,
    BackboneConfig Backbone,
    NeckConfig Neck,
    EncoderConfig Encoder,
    QueryConfig Queries,
    DecoderConfig Decoder,
    HeadConfig Heads,
    Assignment Matching,
    LossConfig Losses,
    PostProcessingConfig PostProcessing,
    PixelNormalization Pixels,
    EquatableList<BranchConfig> Branches,
    MaskConfig Masks,
    PaddingPolicy EvaluationPadding = PaddingPolicy.Masked,
    int Classes = 80);
