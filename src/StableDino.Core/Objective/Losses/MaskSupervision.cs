using StableDino.Pipeline;

namespace StableDino.Objective;

/// <summary>What the mask terms of the criterion need beside the output and the targets.</summary>
/// <param name="Target">The true masks, on the predictions' device.</param>
/// <param name="Draws">The random points.</param>
public sealed record MaskSupervision(InstanceMasks Target, IMaskDraws Draws);
