using LanguageExt;
using StableDino.Objective;
using StableDino.Pipeline;

namespace StableDino.Runs;

/// <summary>What training minimises.</summary>
/// <param name="output">What the detector predicted, in fp32.</param>
/// <param name="targets">The targets.</param>
/// <param name="noised">The denoising queries, if there are any.</param>
/// <param name="normaliser">Targets of the whole optimizer step, at least 1: what the sums are divided by.</param>
/// <param name="masks">The true masks and where to look at them, if the detector predicts masks.</param>
/// <returns>The loss, or why there is none, such as a matching cost that is not finite.</returns>
public delegate Either<string, BatchLoss> BatchLossFunction(
    DetectorOutput output, Targets targets, Option<NoisedTargets> noised, double normaliser,
    Option<MaskSupervision> masks);
