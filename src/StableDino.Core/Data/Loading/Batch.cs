using System.Collections.Immutable;
using LanguageExt;
using StableDino.Pipeline;

namespace StableDino.Data;

/// <summary>What a training or evaluation step takes.</summary>
/// <param name="Images">Normalised, padded images.</param>
/// <param name="Targets">Their targets, crowds left out.</param>
/// <param name="Sources">The images' records, in batch order; sizes are those of the files.</param>
/// <param name="Masks">The targets' masks, where they were asked for.</param>
public sealed record Batch(ImageBatch Images, Targets Targets, ImmutableArray<CocoImage> Sources,
    Option<InstanceMasks> Masks = default) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Targets.Dispose();
        Masks.IfSome(static masks => masks.Dispose());
    }
}
