using LanguageExt;

namespace StableDino.Pipeline;

/// <summary>The contract of a compiled graph that predicts masks: a detector whose output has them.</summary>
public abstract class MaskDetector(string name) : Detector(name)
{
    /// <inheritdoc/>
    public abstract override MaskOutput forward(ImageBatch images, Option<NoisedTargets> noised);

    /// <summary>As <c>call</c> of every detector, with the output's own type.</summary>
    /// <param name="images">The images.</param>
    /// <param name="noised">Noised targets, in training.</param>
    public new MaskOutput call(ImageBatch images, Option<NoisedTargets> noised) =>
        (MaskOutput)base.call(images, noised);
}
