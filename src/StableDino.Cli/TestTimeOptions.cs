using System.Globalization;
using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Runs;

namespace StableDino.Cli;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary>Test-time augmentation as the command line has it: several sizes, and flips.</summary>
internal sealed class TestTimeOptions
{
    private readonly Option<int[]> sizes = new("--tta-sizes")
    {
        Description = "Show each image at these short sides, pixels, and merge what is found; for example 640 800 960.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> flips =
        new("--tta-flips") { Description = "Show each image mirrored, too, and merge what is found." };

    public void AddTo(Command command)
    {
        command.Options.Add(sizes);
        command.Options.Add(flips);
    }

    /// <summary>The views asked for; none if none are, or what is wrong with them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">The one size, where only flips are asked for.</param>
    public Either<Fault, LanguageExt.Option<TestTimeAugmentation>> Of(ParseResult parsed, ResizeConfig otherwise)
    {
        var (sides, mirrored) = (parsed.GetValue(sizes) ?? [], parsed.GetValue(flips));
        if (sides.Any(side => side < 32))
            return new Fault($"Images of {sides.Min().ToString(CultureInfo.InvariantCulture)} pixels are too small.",
                Place: sizes.Name, Hint: "Give 32 or more.");
        return sides.Length == 0 && !mirrored
            ? LanguageExt.Option<TestTimeAugmentation>.None
            : LanguageExt.Option<TestTimeAugmentation>.Some(
                new TestTimeAugmentation(
                    sides.Length == 0 ? [otherwise] : [.. sides.Distinct().Select(ResizeConfig.Of)], mirrored));
    }
}
