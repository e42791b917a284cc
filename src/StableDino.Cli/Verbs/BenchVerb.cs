using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using LanguageExt;
using StableDino.Cli.Benchmarking;
using StableDino.Foundation;
using StableDino.Network;
using static TorchSharp.torch;

namespace StableDino.Cli.Verbs;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary>
/// <c>bench [--model NAME] [--forward HxW] [--step HxW] [--precision fp32|bf16|both] [--compare FILE] …</c>
/// </summary>
internal static class BenchVerb
{
    private const string Nothing = "none";

    public static Command Command(Models models)
    {
        var model = new Option<string>("--model") { Description = "Name of a model, as `models list` prints it.",
            DefaultValueFactory = _ => "stable-dino-r50-4scale" };
        var classes = Whole("--classes", "Classes.", 80);
        var forward = Size("--forward", "Image size HxW of the evaluation forward; none leaves it out.", "800x1066");
        var step = Size("--step", "Image size HxW of the training step; none leaves it out.", "480x640");
        var (batch, targets, repeats) = (Whole("--batch", "Images of a training step.", 1),
            Whole("--targets", "Ground-truth objects in each of its images.", 8),
            Whole("--repeats", "Measured repetitions of each.", 3));
        var precision = new Option<string>("--precision") { Description = "fp32, bf16 or both.",
            DefaultValueFactory = _ => "both" };
        precision.AcceptOnlyFromAmong("fp32", "bf16", "both");
        var recompute =
            new Option<bool>("--recompute") { Description =
                "Train with `recompute=true`: activations are computed again in the backward pass." };
        var threads =
            new Option<int?>("--threads") { Description = "Threads libtorch may use; by default as many as it finds." };
        var compare = new Option<string?>(
            "--compare") { Description =
                "A file that `bench --json` wrote; exit code 1 when a result is slower by more than --tolerance." };
        var tolerance =
            new Option<double>(
                "--tolerance") { Description = "Slowdown that counts as one, against a machine as fast as then.",
                    DefaultValueFactory = _ => 0.15 };
        var device = CommonOptions.Device();

        var command = new Command(
            "bench", "Time a whole forward and a whole training step, stage by stage, on images of noise.")
        {
            model, classes, forward, step, batch, targets, precision, repeats, recompute, threads, compare,
            tolerance, device,
        };
        command.SetAction(parsed =>
        {
            var terminal = Tool.Terminal(parsed);
            var known = models.Find(parsed.GetValue(model)!);
            var place = CommonOptions.DeviceOf(parsed.GetValue(device)!);
            var old = Before(parsed.GetValue(compare));
            Either<Fault, LanguageExt.Option<ImageSize>> asked = Parse(forward), trained = Parse(step);
            var small = new[] { classes, batch, targets, repeats }.Where(option => parsed.GetValue(option) < 1)
                .Select(option =>
                    new Fault($"{parsed.GetValue(option)} is too few.", Place: option.Name, Hint: "Give 1 or more."));
            var faults = small.Concat(known.LeftToSeq()).Concat(place.LeftToSeq()).Concat(old.LeftToSeq())
                .Concat(asked.LeftToSeq()).Concat(trained.LeftToSeq())
                .ToList();
            if (parsed.GetValue(threads) is < 1)
                faults.Add(new Fault("At least one thread is needed.", Place: "--threads"));
            if (parsed.GetValue(precision) != "fp32" && !Autocast.IsAvailable)
                faults.Add(new Fault(
                    "bf16 cannot be used on this system.", Place: "--precision", Hint: "Use --precision fp32."));
            if (faults.Count > 0) return terminal.Refuse(faults);

            if (parsed.GetValue(threads) is { } count) set_num_threads(count);
            ImmutableArray<Precision> precisions = parsed.GetValue(precision) switch { "fp32" => [Precision.Fp32],
                "bf16" => [Precision.Bf16], _ => [Precision.Fp32, Precision.Bf16] };
            return (from definition in known
                    from spot in place
                    from image in asked
                    from stepped in trained
                    from earlier in old
                    select Answer(
                new BenchmarkPlan(definition, parsed.GetValue(classes), image, stepped, parsed.GetValue(batch),
                    parsed.GetValue(targets), precisions, parsed.GetValue(repeats), parsed.GetValue(recompute), spot),
                earlier, parsed.GetValue(tolerance), terminal)).IfLeft(_ => ExitCode.Unusable);

            Either<Fault, LanguageExt.Option<ImageSize>> Parse(Option<string> option) =>
                SizeOf(parsed.GetValue(option)!, option.Name);
        });
        return command;
    }

    private sealed record Earlier(
        string File, IReadOnlyDictionary<string, (double Seconds, double ProcessorShare)> Results);

    private static int Answer(
        BenchmarkPlan plan, LanguageExt.Option<Earlier> earlier, double tolerance, Terminal terminal)
    {
        var report = Benchmark.Run(plan, terminal.Say);
        var (document, text) = (BenchmarkJson.Write(report), BenchmarkText.Of(report));
        return earlier.Match(
            old =>
            {
                var compared = BenchmarkComparison.Of(report, old.Results);
                document["compared"] = new JsonArray([.. compared.Select(one => new JsonObject
                {
                    ["name"] = one.Name, ["seconds_before"] = one.SecondsBefore, ["seconds"] = one.SecondsNow,
                    ["slowdown"] = Math.Round(one.Slowdown, 3),
                })]);
                var lines = compared.Select(one => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Name}: {one.SecondsBefore:0.000} s before, {one.SecondsNow:0.000} s now, slowdown "
                    + $"{one.Slowdown:0.00}"));
                terminal.Done(document, $"{text}\n{string.Join('\n', lines)}");
                foreach (var slow in compared.Where(one => one.Slowdown > 1 + tolerance))
                    terminal.Say(
                        FormattableString.Invariant(
                            $"slower than in {old.File}: {slow.Name}, by a factor of {slow.Slowdown:0.00}"));
                return compared.Any(one => one.Slowdown > 1 + tolerance) ? ExitCode.Failed : ExitCode.Done;
            },
            () => terminal.Done(document, text));
    }

    private static Either<Fault, LanguageExt.Option<Earlier>> Before(string? file)
    {
        if (file is null) return LanguageExt.Option<Earlier>.None;
        if (!File.Exists(file))
            return new Fault("There is no such file.", file, "--compare", "Write one with `bench --json > FILE`.");
        return BenchmarkJson.Read(File.ReadAllText(file))
            .Map(results => LanguageExt.Option<Earlier>.Some(new Earlier(file, results)))
            .MapLeft(problem => new Fault(problem, file, "--compare"));
    }

    private static Either<Fault, LanguageExt.Option<ImageSize>> SizeOf(string text, string option)
    {
        if (text == Nothing) return LanguageExt.Option<ImageSize>.None;
        var sides = text.Split('x');
        return sides.Length == 2
            && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var width) && height >= 32
            && width >= 32
            ? LanguageExt.Option<ImageSize>.Some(new ImageSize(height, width))
            : new Fault($"'{text}' is no image size.", Place: option,
                Hint: "Give HEIGHTxWIDTH, each 32 or more, such as 800x1066, or none.");
    }

    private static Option<int> Whole(string name, string description, int otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };

    private static Option<string> Size(string name, string description, string otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };
}
