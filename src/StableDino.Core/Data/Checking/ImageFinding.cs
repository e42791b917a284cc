using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>What was found out about an image's file.</summary>
/// <param name="Unreadable">Why it cannot be used, if so.</param>
/// <param name="Measured">Its size.</param>
internal sealed record ImageFinding(Option<DataFaultKind> Unreadable, Option<ImageSize> Measured)
{
    /// <summary>The file was not looked at.</summary>
    public static ImageFinding None { get; } = new(default, default);
}
