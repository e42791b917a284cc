using LanguageExt;
using static TorchSharp.torch;

namespace StableDino.Detectors;

/// <summary>The decoder's input: content and reference box of every query, denoising queries (if any) before matching ones.</summary>
/// <param name="Content">[B, Q, width].</param>
/// <param name="References">[B, Q, 4]: reference boxes in [0, 1], detached.</param>
/// <param name="AttentionMask">[Q, Q], or [B, 1, Q, Q] where it differs between images, bool; true forbids the row to see the column. None: all see all.</param>
/// <param name="DenoisingCount">How many of the Q come first as denoising queries.</param>
public sealed record SelectedQueries(Tensor Content, Tensor References, Option<Tensor> AttentionMask, int DenoisingCount);
