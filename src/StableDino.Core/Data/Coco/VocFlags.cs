namespace StableDino.Data;

/// <summary>What Pascal VOC says of an object and COCO does not.</summary>
/// <param name="Difficult">Hard to see; VOC's own scores pass over it.</param>
/// <param name="Truncated">Reaches beyond what its box shows.</param>
internal readonly record struct VocFlags(bool Difficult, bool Truncated);
