using System.Collections.Immutable;
using System.Globalization;
using LanguageExt;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;

namespace StableDino.Cli;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary>
/// The options of an evaluation on the command line: all of COCO's parameters, and what errors are judged by.
/// </summary>
internal sealed class EvaluationOptions
{
    private readonly Option<string> type =
        new("--type") { Description = "bbox or segm.", DefaultValueFactory = _ => "bbox" };
    private readonly Option<bool> agnostic = new("--class-agnostic") { Description = "Take all categories as one." };
    private readonly Option<string[]> images =
        Many("--only-images", "Ids or file names of the images to look at; @FILE reads them from a file.");
    private readonly Option<string[]> categories =
        Many("--only-categories", "Ids or names of the categories to look at.");
    private readonly Option<string[]> areas =
        Many("--areas",
            "Area ranges as NAME=LOW..HIGH in square pixels, ends included; LOW.. is open. The summary reads all, "
            + "small, medium and large.");
    private readonly Option<string[]> limits =
        Many("--max-detections", "Detections per image and category that take part [default: 1 10 100].");
    private readonly Option<string[]> overlaps = Many("--iou", "IoU thresholds [default: 0.5 to 0.95 by 0.05].");
    private readonly Option<string[]> recalls = Many("--recalls", "Recall thresholds [default: 0 to 1 by 0.01].");
    private readonly Option<double> errorOverlap = Number(
        "--error-iou", "IoU from which a detection is right, for errors and confusion.", new AnalysisConfig().IoU);
    private readonly Option<double> errorScore = Number("--error-score",
        "Detections below are not counted among errors and confusion.", new AnalysisConfig().LowestScore);
    private readonly Option<string?> output =
        new("--out") { Description = "Folder for evaluation.json, plots (PNG, SVG) and a page that shows them." };

    public void AddTo(Command command)
    {
        type.AcceptOnlyFromAmong("bbox", "segm");
        foreach (Option option in new Option[] { type, agnostic, images, categories, areas, limits, overlaps, recalls,
            errorOverlap, errorScore, output })
            command.Options.Add(option);
    }

    /// <summary>The folder that <c>--out</c> names.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(output);

    /// <summary>Whether masks are asked for.</summary>
    public bool Masks(ParseResult parsed) => parsed.GetValue(type) == "segm";

    /// <summary>What errors are judged by, or what is wrong with it.</summary>
    public Either<Fault[], AnalysisConfig> Analysis(ParseResult parsed)
    {
        var (iou, score) = (parsed.GetValue(errorOverlap), parsed.GetValue(errorScore));
        return iou is > 0 and <= 1
            ? new AnalysisConfig(iou, Math.Min(new AnalysisConfig().BackgroundIoU, iou), score)
            : new[] { new Fault(
                $"{Text(iou)} is no IoU.", Place: errorOverlap.Name, Hint: "Give a number above 0, up to 1.") };
    }

    /// <summary>COCO's parameters, or all that is wrong with them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="target">Where images and categories are looked up.</param>
    public Either<Fault[], EvaluationParameters> Parameters(ParseResult parsed, CocoAnnotations target)
    {
        var faults = new List<Fault>();
        var parameters = (Masks(parsed)
            ? EvaluationParameters.Masks
            : EvaluationParameters.Boxes) with { UseCategories = !parsed.GetValue(agnostic) };
        var asked = new
        {
            Images = Each<long>(images, text =>
                Id(text, target.Images.Select(static image => (image.Id, image.FileName)), "image", images.Name)),
            Categories = Each<long>(categories,
                text => Id(text, target.Categories.Select(static category => (category.Id, category.Name)), "category",
                    categories.Name)),
            Areas = Each<AreaRange>(areas, Area),
            Limits = Each<int>(limits,
                text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0
                    ? limit : Bad($"'{text}' is no number of detections.", limits.Name, "Give integers from 1.")),
            Overlaps = Each<double>(overlaps,
                text => Read(text) is > 0 and <= 1 and var iou
                    ? iou
                    : Bad($"'{text}' is no IoU.", overlaps.Name, "Give numbers above 0, up to 1.")),
            Recalls = Each<double>(recalls,
                text => Read(text) is >= 0 and <= 1 and var recall
                    ? recall
                    : Bad($"'{text}' is no recall.", recalls.Name, "Give numbers from 0 to 1.")),
        };
        if (faults.Count > 0) return faults.ToArray();
        return parameters with
        {
            ImageIds = asked.Images,
            CategoryIds = asked.Categories,
            AreaRanges = asked.Areas.IfNone(parameters.AreaRanges),
            MaxDetections = asked.Limits.IfNone(parameters.MaxDetections),
            IoUThresholds = asked.Overlaps.IfNone(parameters.IoUThresholds),
            RecallThresholds = asked.Recalls.IfNone(parameters.RecallThresholds),
        };

        LanguageExt.Option<ImmutableArray<T>> Each<T>(Option<string[]> option, Func<string, Either<Fault, T>> read)
        {
            if (parsed.GetResult(option) is null) return default;
            var values = ImmutableArray.CreateBuilder<T>();
            var before = faults.Count;
            foreach (var text in parsed.GetValue(option)!.SelectMany(static text =>
                text.Split(',', StringSplitOptions.RemoveEmptyEntries)))
                read(text).Match(value => { values.Add(value); }, fault => faults.Add(fault));
            if (values.Count == 0 && faults.Count == before)
                faults.Add(Bad("Nothing is listed.", option.Name, "Give at least one value, or leave the option out."));
            return values.ToImmutable();
        }
    }

    private static Fault Bad(string message, string place, string hint) => new(message, Place: place, Hint: hint);

    /// <summary>
    /// A number is an id, listed or not (as in COCO's toolbox, one that is not listed finds nothing); other text is a
    /// name.
    /// </summary>
    private static Either<Fault, long> Id(
        string text, IEnumerable<(long Id, string Name)> known, string what, string place)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)) return id;
        var named = known.Where(one => one.Name == text).Select(static one => one.Id).ToArray();
        return named.Length > 0
            ? named[0]
            : Bad($"There is no {what} '{text}'.", place,
                $"Nearest: {string.Join(", ", NearestNames.Of(text, known.Select(static one => one.Name)))}.");
    }

    private Either<Fault, AreaRange> Area(string text)
    {
        var (at, dots) = (text.IndexOf('=', StringComparison.Ordinal), text.IndexOf("..", StringComparison.Ordinal));
        if (at < 1 || dots < at)
            return Bad($"'{text}' is not of the form NAME=LOW..HIGH.", areas.Name, "For example: tiny=0..256");
        var (low, high) = (Read(text[(at + 1)..dots]),
            dots + 2 == text.Length ? AreaRange.All.High : Read(text[(dots + 2)..]));
        return low is >= 0 && high is { } end && end >= low
            ? new AreaRange(text[..at], low.Value, end)
            : Bad($"'{text}' holds no range of areas.", areas.Name,
                "Give square pixels, the smaller number first: tiny=0..256");
    }

    private static double? Read(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null;

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private static Option<double> Number(string name, string description, double otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };
}
