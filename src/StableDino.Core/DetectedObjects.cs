using System.Collections;
using System.Collections.Immutable;
using System.Globalization;

namespace StableDino;

/// <summary>What was found in one image, by falling score.</summary>
public sealed class DetectedObjects : IReadOnlyList<DetectedObject>
{
    private readonly ImmutableArray<DetectedObject> objects;

    internal DetectedObjects(int width, int height, ImmutableArray<DetectedObject> objects, float highestScore) =>
        (Width, Height, this.objects, HighestScore) = (width, height, objects, highestScore);

    /// <summary>Columns of the upright image.</summary>
    public int Width { get; }

    /// <summary>Rows of the upright image.</summary>
    public int Height { get; }

    /// <summary>
    /// The highest score that anything got, below the threshold too: what to try when nothing is listed.
    /// </summary>
    public float HighestScore { get; }

    /// <inheritdoc/>
    public int Count => objects.Length;

    /// <inheritdoc/>
    public DetectedObject this[int index] => objects[index];

    /// <inheritdoc/>
    public IEnumerator<DetectedObject> GetEnumerator() => ((IEnumerable<DetectedObject>)objects).GetEnumerator();

    /// <summary>One object a line; where there is none, the highest score.</summary>
    public override string ToString() => Count > 0
        ? string.Join('\n', objects)
        : string.Create(CultureInfo.InvariantCulture, $"no objects; the highest score is {HighestScore:F2}");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
