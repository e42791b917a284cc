using StableDino.Configuration;

namespace StableDino.Foundation;

/// <summary>The anchors of a cell: each shape in each size. Their sides grow with the stride of the level.</summary>
/// <remarks>
/// Sources: Faster R-CNN (arXiv:1506.01497), section 3.1.1; several sizes to the octave: RetinaNet (arXiv:1708.02002),
/// section 4.
/// </remarks>
/// <param name="Ratios">Height over width of each shape, above 0.</param>
/// <param name="BaseScale">Side of the smallest square anchor in strides.</param>
/// <param name="ScalesPerOctave">Sizes of each shape, at least 1; size i is 2^(i / ScalesPerOctave) times the
/// smallest.</param>
public sealed record AnchorShapes(EquatableList<float> Ratios, float BaseScale = 8f, int ScalesPerOctave = 1)
{
    /// <summary>Anchors of a cell.</summary>
    public int PerCell => Ratios.Count * ScalesPerOctave;
}
