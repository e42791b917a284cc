using System.CommandLine;
using System.Text.Json.Nodes;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Reporting;
using StableDino.Runs;

namespace StableDino.Cli.Verbs;

/// <summary><c>predict --checkpoint FILE --images PATH… --out DIR [--threshold 0.3]</c></summary>
internal static class PredictVerb
{
    public static Command Command(Models models)
    {
        var (checkpoint, device, size) =
            (CommonOptions.Checkpoint(), CommonOptions.Device(), CommonOptions.ImageSize());
        var images = new Option<string[]>("--images") { Description = "Image files, or folders of them.",
            Required = true, AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--out") { Description = "Folder for the drawn images and detections.json.",
            Required = true };
        var threshold =
            new Option<double>("--threshold") { Description = "Draw and list detections of at least this score.",
                DefaultValueFactory = _ => 0.3 };

        var arithmetic = CommonOptions.Arithmetic();

        var command = new Command("predict", "Draw a checkpoint's detections on images.") { checkpoint, images, output,
            threshold, device, size, arithmetic };
        var views = new TestTimeOptions();
        views.AddTo(command);
        command.SetAction(parsed =>
        {
            var terminal = Tool.Terminal(parsed);
            var least = parsed.GetValue(threshold);
            if (least is not (>= 0 and <= 1))
                return terminal.Refuse(new Fault($"{least} is no score.", Place: "--threshold", Hint: "Give 0 to 1."));
            if (CommonOptions.Check(parsed.GetValue(arithmetic)) is { Length: > 0 } lacking)
                return terminal.Refuse(lacking);
            var (files, missing) = ImageFiles.In(parsed.GetValue(images)!);
            var unreadable = files.SelectMany(file =>
                ImageFile.Size(file, LanguageExt.Option<ImageSize>.None).LeftToSeq());
            Fault[] faults = [.. missing, .. unreadable];
            if (faults.Length > 0) return terminal.Refuse(faults);

            var opened = from place in CommonOptions.DeviceOf(parsed.GetValue(device)!)
                         from trained in TrainedDetector.Open(parsed.GetValue(checkpoint)!, models.All, place)
                         select (trained, place);
            return opened.Match(
                ready =>
                {
                    using (ready.trained)
                    {
                        var settings =
                            new InferenceSettings(CommonOptions.ResizeOf(parsed.GetValue(size), ready.trained),
                                ready.trained.Detector.Config.PostProcessing, ready.place,
                                Precision: parsed.GetValue(arithmetic));
                        return views.Of(parsed, settings.Resize).Match(
                            several =>
                                Run(ready.trained, settings,
                                    several.IfNone(new TestTimeAugmentation([settings.Resize])), files,
                                    parsed.GetValue(output)!, least, terminal),
                            fault => terminal.Refuse(fault));
                    }
                },
                fault => terminal.Refuse(fault));
        });
        return command;
    }

    private static int Run(TrainedDetector trained, InferenceSettings settings, TestTimeAugmentation views,
        string[] files, string output, double threshold, Terminal terminal)
    {
        Directory.CreateDirectory(output);
        var classes = new ClassList(trained.Metadata.Classes);
        var progress = new ImageProgress(terminal, "predicting", files.Length);
        var (all, rows) = (new List<Detection>(), new JsonArray());
        var damaged = new List<Fault>();
        for (var i = 0; i < files.Length; i++)
        {
            ImageFile.Decode(files[i], LanguageExt.Option<ImageSize>.None).Match(
                image => Predict(image, files[i], i + 1), damaged.Add);
            progress.Report(i + 1);
        }

        AtomicFile.Write(Path.Combine(output, "detections.json"),
            stream => DetectionsJson.Write(stream, all, _ => (0, 0)));
        if (damaged.Count > 0) return terminal.Fail(damaged);
        return terminal.Done(
            new JsonObject { ["images"] = rows, ["out"] = Path.GetFullPath(output) },
            string.Join('\n',
                files.Select((file, i) => $"{file}: {all.Count(detection => detection.ImageId == i + 1)} detections"))
            + $"\ndrawn images and detections.json in {output}");

        void Predict(PixelImage image, string file, int id)
        {
            var found = Detect(trained, settings, views, image, id, classes)
                .Where(detection => detection.Score >= threshold).ToArray();
            all.AddRange(found);
            rows.Add(Row(file, id, found, trained.Metadata));
            var png = DrawDetections.OnImage(
                image, DrawDetections.Boxes(found, trained.Metadata.Classes), [],
                new DrawingStyle(Threshold: threshold));
            var picture = Path.Combine(output, $"{id:D4}-{Path.GetFileNameWithoutExtension(file)}.png");
            AtomicFile.Write(picture, stream => stream.Write(png));
        }
    }

    private static IEnumerable<Detection> Detect(
        TrainedDetector trained, InferenceSettings settings, TestTimeAugmentation views, PixelImage image, long id,
        ClassList classes)
    {
        // boxes alone: masks of several views are not joined
        if (views.Views > 1)
            return TestTimePrediction.Run(trained.Detector, image, views, settings).Boxes.Select(box =>
                DataSetPrediction.ToDetection(box, id, classes));
        using var scope = TorchSharp.torch.NewDisposeScope();
        var size = new ImageSize(image.Height, image.Width);
        var sample = new Sample(new CocoImage(id, "", image.Width, image.Height), image, settings.Resize.View(size),
            ColourFactors.None, []);
        using var batch = BatchAssembly.Of([sample], trained.Detector.Config.Pixels);
        return Prediction.Run(trained.Detector, batch.Images, batch.Sources, classes, settings)[0];
    }

    private static JsonObject Row(
        string file, long id, IEnumerable<Detection> found, CheckpointMetadata metadata) => new()
    {
        ["id"] = id,
        ["file"] = file,
        ["detections"] = new JsonArray([.. found.Select(detection => new JsonObject
        {
            ["category_id"] = detection.CategoryId,
            ["name"] = metadata.Classes.First(category => category.Id == detection.CategoryId).Name,
            ["score"] = detection.Score,
            ["bbox"] = new JsonArray(detection.X, detection.Y, detection.Width, detection.Height),
        })]),
    };
}
