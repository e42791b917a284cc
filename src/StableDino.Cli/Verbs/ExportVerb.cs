using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using StableDino.Checkpoints;
using StableDino.Cli.Exporting;
using StableDino.Data;
using StableDino.Export;
using StableDino.Foundation;
using StableDino.Onnx;
using StableDino.Pipeline;
using StableDino.Runs;
using static TorchSharp.torch;

namespace StableDino.Cli.Verbs;

/// <summary>
/// <c>export --checkpoint FILE | --model NAME --out model.onnx [--size HxW|dynamic] … [--check IMAGES…]</c>
/// </summary>
internal static class ExportVerb
{
    public static Command Command(Models models)
    {
        var checkpoint = new Option<string?>("--checkpoint") { Description =
            "A weight file that `train` wrote, such as best.safetensors." };
        var model = new Option<string?>(
            "--model") { Description = "Instead: a model with random weights, by its name." };
        var output = new Option<string>("--out") { Description = "The file to write.", Required = true };
        var opset = new Option<int>("--opset") { Description = "Version of ONNX's operators, 17 to 20.",
            DefaultValueFactory = _ => GraphOptions.LeastOpset };
        var size = new Option<string>("--size") { Description = "Size of images, such as 480x640 (height x width), or "
            + "dynamic.", DefaultValueFactory = _ => ExportRequest.Dynamic };
        var batch = new Option<string>("--batch") { Description = "Images at a time, or dynamic.",
            DefaultValueFactory = _ => "1" };
        var padding = new Option<bool>("--padding") { Description = "Add an input that marks padding, for batches of "
            + "images of several sizes." };
        var detections = new Option<bool>("--detections") { Description = "Give detections, duplicates suppressed, "
            + "instead of logits and boxes of all queries." };
        var sampling = new Option<SamplingForm>(
            "--sampling") { Description = "grid or gather: how deformable attention "
            + "samples; gather where a runtime's GridSample is missing or wrong.",
            DefaultValueFactory = _ => SamplingForm.Grid };
        var half = new Option<bool>("--half") { Description = "Store weights in 16 bits; arithmetic stays in 32." };
        var check = new Option<string[]>(
            "--check") { Description = "Images, or folders of them, on which the file must "
            + "agree with the library; one that does not is not left.", AllowMultipleArgumentsPerToken = true };

        var command = new Command("export", "Write a detector as an ONNX file, and check that it computes the same.")
        {
            checkpoint, model, output, opset, size, batch, padding, detections, sampling, half, check,
        };
        command.SetAction(parsed =>
        {
            var terminal = Tool.Terminal(parsed);
            var request = new ExportRequest(
                parsed.GetValue(opset), parsed.GetValue(size)!, parsed.GetValue(batch)!, parsed.GetValue(sampling),
                parsed.GetValue(half), parsed.GetValue(padding), parsed.GetValue(detections));
            var paths = parsed.GetValue(check) ?? [];
            var ready = from settings in request.Settings()
                        from images in Images(paths)
                        from source in Source(models, parsed.GetValue(checkpoint), parsed.GetValue(model))
                        select (settings, images, source);
            return ready.Match(
                all =>
                {
                    using (all.source)
                        return Write(all.source, all.settings, parsed.GetValue(output)!, all.images, terminal);
                },
                faults => terminal.Refuse(faults));
        });
        return command;
    }

    private static LanguageExt.Either<Fault[], TrainedDetector> Source(Models models, string? checkpoint, string? name)
    {
        if (checkpoint is null == name is null)
            return new[] { new Fault(
                "A file is made of one detector.", Hint: "Give --checkpoint FILE or --model NAME.") };
        var opened = checkpoint is null
            ? Untrained(models, name!)
            : TrainedDetector.Open(checkpoint, models.All, CPU).MapLeft(fault => new[] { fault });
        return opened.Bind(trained =>
        {
            if (trained.Definition.ExportObstacle is not { Length: > 0 } obstacle)
                return LanguageExt.Prelude.Right<Fault[], TrainedDetector>(trained);
            trained.Dispose();
            return new[] { new Fault($"{trained.Definition.Name} cannot be exported: {obstacle}.", checkpoint ?? "",
                Hint: "`models list` names what can.") };
        });
    }

    private static LanguageExt.Either<Fault[], TrainedDetector> Untrained(Models models, string name) =>
        models.Find(name).Map(Untrained).MapLeft(fault => new[] { fault });

    private static TrainedDetector Untrained(DetectorDefinition definition)
    {
        ImmutableArray<CocoCategory> classes =
            [.. Enumerable.Range(1, definition.Config.Classes).Select(id => new CocoCategory(id, $"class {id}"))];
        var detector = definition.Build(classes.Length);
        detector.eval();
        return new TrainedDetector(definition, detector, new CheckpointMetadata(
            definition.Name, classes, definition.Config.ToString(), 0, new ResizeConfig()));
    }

    private static LanguageExt.Either<Fault[], ImmutableArray<PixelImage>> Images(string[] paths)
    {
        var (files, missing) = ImageFiles.In(paths);
        if (missing.Length > 0) return missing;
        var decoded = files.Select(file => ImageFile.Decode(file, LanguageExt.Option<ImageSize>.None)).ToArray();
        var faults = decoded.SelectMany(one => one.LeftToSeq()).ToArray<Fault>();
        if (faults.Length > 0) return faults;
        return decoded.SelectMany(one => one.RightToSeq()).ToImmutableArray();
    }

    // Everything is written to a folder beside the file, checked there, and only then put in its place.
    private static int Write(TrainedDetector source, ExportSettings settings, string output,
        ImmutableArray<PixelImage> images, Terminal terminal)
    {
        var target = Path.GetFullPath(output);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var unfinished = Directory.CreateDirectory(target + AtomicFile.PartialEnding).FullName;
        try
        {
            using var graph = DetectorExport.Graph(source.Detector, settings);
            var file = Path.Combine(unfinished, Path.GetFileName(target));
            OnnxFile.Write(file, graph, ExportMetadata.Of(
                source.Detector, source.Definition.Name, [.. source.Metadata.Classes.Select(c => c.Name)], settings));
            var check = new ExportCheck(source.Detector, source.Metadata.Resize, settings);
            var agreement = images.IsEmpty ? [] : check.Run(file, images);
            if (agreement.Any(image => !image.Holds))
                return terminal.Fail(new Fault(
                    $"The file disagrees with the library: {Text(agreement)}. It was not left.", target,
                    Hint: "Please report this with the model's name."));
            foreach (var part in Directory.GetFiles(unfinished).OrderByDescending(part => part.Length))
                File.Move(part, Path.Combine(Path.GetDirectoryName(target)!, Path.GetFileName(part)), overwrite: true);
            return Done(graph, target, agreement, terminal);
        }
        finally
        {
            Directory.Delete(unfinished, recursive: true);
        }
    }

    private static int Done(
        OnnxGraph graph, string target, ImmutableArray<ExportAgreement> agreement, Terminal terminal)
    {
        static JsonArray Ports(IEnumerable<GraphPort> ports) => new([.. ports.Select(port => new JsonObject
        {
            ["name"] = port.Name, ["type"] = port.Type.ToString(),
            ["shape"] = new JsonArray([.. port.Sides.Select(side => JsonValue.Create(side.ToString()))]),
        })]);
        var document = new JsonObject
        {
            ["file"] = target, ["bytes"] = new FileInfo(target).Length, ["opset"] = graph.Options.Opset,
            ["nodes"] = graph.Operators.Values.Sum(), ["inputs"] = Ports(graph.Inputs),
            ["outputs"] = Ports(graph.Outputs),
        };
        if (!agreement.IsEmpty)
            document["check"] = new JsonArray([.. agreement.Select(image => new JsonObject
            {
                ["detections"] = image.Expected, ["matched"] = image.Matched, ["score"] = image.Score,
                ["pixels"] = image.Pixels,
            })]);
        var megabytes = (new FileInfo(target).Length / 1e6).ToString("F1", CultureInfo.InvariantCulture);
        return terminal.Done(document,
            $"{target}: {megabytes} MB, {graph.Operators.Values.Sum()} nodes, opset {graph.Options.Opset}\n"
            + (agreement.IsEmpty ? "not checked; --check IMAGES runs it beside the library" : Text(agreement)));
    }

    private static string Text(ImmutableArray<ExportAgreement> images) => string.Format(
        CultureInfo.InvariantCulture,
        "{0} of {1} detections in {2} images agree, to {3:E1} in score and {4:E1} pixels",
        images.Sum(image => image.Matched), images.Sum(image => image.Expected), images.Length,
        images.Max(image => image.Score), images.Max(image => image.Pixels));
}
