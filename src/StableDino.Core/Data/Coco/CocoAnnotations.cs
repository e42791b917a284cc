using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>The content of an <c>instances_*.json</c> file.</summary>
/// <param name="Images">Images in file order.</param>
/// <param name="Categories">Categories in file order.</param>
/// <param name="Annotations">Annotations in file order.</param>
public sealed record CocoAnnotations(
    ImmutableArray<CocoImage> Images, ImmutableArray<CocoCategory> Categories,
    ImmutableArray<CocoAnnotation> Annotations);
