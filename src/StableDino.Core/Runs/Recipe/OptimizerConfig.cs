namespace StableDino.Runs;

/// <summary>
/// AdamW with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), as the official recipe sets it.
/// </summary>
/// <param name="LearningRate">Base rate, before the schedule.</param>
/// <param name="BackboneFactor">Times the base rate for parameters of the backbone.</param>
/// <param name="WeightDecay">Decay of every parameter but those of normalisation layers; biases decay too.</param>
/// <param name="NormWeightDecay">Decay of normalisation layers' weights and biases.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the root of the second moment.</param>
/// <param name="ClipNorm">Largest 2-norm of all gradients together; 0 clips nothing.</param>
public sealed record OptimizerConfig(
    double LearningRate = 1e-4,
    double BackboneFactor = 0.1,
    double WeightDecay = 1e-4,
    double NormWeightDecay = 0,
    double Beta1 = 0.9,
    double Beta2 = 0.999,
    double Epsilon = 1e-8,
    double ClipNorm = 0.1);
