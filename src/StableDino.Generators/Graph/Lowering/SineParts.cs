using StableDino.Configuration;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>What sines of places have in common.</summary>
internal static class SineParts
{
    private const float UsualOffset = -0.5f;
    private const float UsualTemperature = 10000f;

    /// <summary>Arguments for what is not as in most detectors.</summary>
    public static IEnumerable<Argument> Arguments(EncoderConfig encoder)
    {
        if (encoder.PositionOffset != UsualOffset)
            yield return new Argument.Written("offset", CanonicalText.Literal(encoder.PositionOffset));
        if (encoder.PositionTemperature != UsualTemperature)
            yield return new Argument.Written("temperature", CanonicalText.Literal(encoder.PositionTemperature));
    }

    /// <summary>Parameters of what makes positions of the sines of places.</summary>
    public static IEnumerable<Part> PlaceEmbedding(string name, int width) =>
        [.. Part.Linear($"{name}.0", width, width), .. Part.Linear($"{name}.2", width, width)];
}
