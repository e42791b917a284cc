using System.Collections.Immutable;
using LanguageExt;
using StableDino.Configuration;
using StableDino.Foundation;
using static TorchSharp.torch.nn;

namespace StableDino.Pipeline;

/// <summary>
/// The contract every compiled graph fulfils: images, and in training noised targets, to predictions.
/// </summary>
public abstract class Detector(string name)
    : Module<ImageBatch, Option<NoisedTargets>, DetectorOutput>(AfterDefaults(name))
{
    /// <summary>The configuration it was compiled from.</summary>
    public abstract DetectorConfig Config { get; }

    /// <summary>Classes this instance predicts.</summary>
    public abstract int Classes { get; }

    /// <summary>
    /// The stages that the forward pass calls, in that order; none for a detector that was not compiled. Weights of another stage that a
    /// stage applies are its own work.
    /// </summary>
    public virtual ImmutableArray<DetectorStage> StagesInOrder => [];

    // Every way to a detector passes here before its first tensor.
    private static string AfterDefaults(string name)
    {
        ProcessDefaults.Apply();
        return name;
    }
}
