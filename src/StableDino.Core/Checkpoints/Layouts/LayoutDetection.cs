using System.Globalization;

namespace StableDino.Checkpoints;

/// <summary>Recognises a file's layout by its names.</summary>
internal static class LayoutDetection
{
    /// <summary>The first layout that fits; the official one when none does.</summary>
    public static Layout Of(Checkpoint file)
    {
        var names = file.Tensors.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        return Layouts.Backbones.Append(OriginalDino(file)).Concat(Layouts.Detrex)
            .FirstOrDefault(layout => layout.Fits(names)) ?? Layouts.Official;
    }

    private static Layout OriginalDino(Checkpoint file) => Layouts.OriginalDino(
        file.Tensors.Count(entry => entry.Name.StartsWith("input_proj.", StringComparison.Ordinal)
            && entry.Name.EndsWith(".0.weight", StringComparison.Ordinal)
            && entry.Shape is [_, _, 1, 1]),
        file.Tensors.Select(entry => entry.Name.Split('.'))
            .Where(parts => parts is ["transformer", "decoder", "layers", ..])
            .Select(parts => parts[3]).Distinct(StringComparer.Ordinal).Count(),
        double.TryParse(file.Metadata.GetValueOrDefault("args.pe_temperatureH"), CultureInfo.InvariantCulture,
            out var noted) ? noted : PublishedTemperature);

    /// <summary>What every published DINO was trained with.</summary>
    private const double PublishedTemperature = 20;
}
