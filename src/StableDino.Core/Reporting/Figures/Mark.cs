using System.Collections.Immutable;

namespace StableDino.Reporting;

/// <summary>One thing drawn on a <see cref="Figure"/>; lengths in pixels.</summary>
public abstract record Mark
{
    private Mark() { }

    /// <summary>Straight pieces through points.</summary>
    /// <param name="Points">Two or more.</param>
    /// <param name="Ink">Colour.</param>
    /// <param name="Thickness">Of the line.</param>
    /// <param name="Dashed">Broken into dashes.</param>
    public sealed record Line(
        ImmutableArray<(double X, double Y)> Points, Ink Ink, double Thickness = 1, bool Dashed = false) : Mark;

    /// <summary>A filled rectangle.</summary>
    /// <param name="X">Left.</param>
    /// <param name="Y">Top.</param>
    /// <param name="Width">Width.</param>
    /// <param name="Height">Height.</param>
    /// <param name="Ink">Colour.</param>
    /// <param name="Radius">Of the corners.</param>
    public sealed record Box(double X, double Y, double Width, double Height, Ink Ink, double Radius = 0) : Mark;

    /// <summary>A filled disc.</summary>
    /// <param name="X">Centre.</param>
    /// <param name="Y">Centre.</param>
    /// <param name="Radius">Radius.</param>
    /// <param name="Ink">Colour.</param>
    public sealed record Disc(double X, double Y, double Radius, Ink Ink) : Mark;

    /// <summary>One line of text.</summary>
    /// <param name="X">Where its <paramref name="Anchor"/> lies.</param>
    /// <param name="Y">Baseline.</param>
    /// <param name="Text">What it says.</param>
    /// <param name="Size">Font size.</param>
    /// <param name="Ink">Colour.</param>
    /// <param name="Anchor">Which part of it lies at <paramref name="X"/>.</param>
    /// <param name="Bold">In bold.</param>
    /// <param name="Upward">Turned to read from bottom to top.</param>
    public sealed record Label(double X, double Y, string Text, double Size, Ink Ink,
        TextAnchor Anchor = TextAnchor.Start, bool Bold = false, bool Upward = false) : Mark;
}
