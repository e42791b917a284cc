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
    /// The stages that the forward pass calls, in that order; none for a detector that was not compiled. Weights of
    /// another stage that a
    /// stage applies are its own work.
    /// </summary>
    public virtual ImmutableArray<DetectorStage> StagesInOrder => [];

    /// <summary>
    /// Writes the pass of evaluation into an ONNX graph; the last decoder layer's predictions come out.
    /// </summary>
    /// <param name="images">The images as inputs of the graph.</param>
    /// <exception cref="NotSupportedException">It was not compiled, or has a stage without an ONNX form.</exception>
    public virtual OutputValues Emit(ImageValues images) =>
        throw new NotSupportedException($"{GetType().Name} cannot be exported.");

    // Every way to a detector passes here before its first tensor.
    private static string AfterDefaults(string name)
    {
        ProcessDefaults.Apply();
        return name;
    }
}
