using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Reporting;
using StableDino.Runs;

namespace StableDino.Cli;

/// <summary>
/// Pictures of a finished run: detections and dashed ground-truth objects on the first images of its validation
/// split, and its curves.
/// </summary>
internal static class RunPictures
{
    private const int Pictures = 12;

    public static void Write(TrainingPlan plan, Action<string> say)
    {
        var data = plan.Validation;
        var detections = DetectionsJson.Read(plan.Folder.Detections).Match(file => file.Items, _ => [])
            .ToLookup(detection => detection.ImageId);
        var targets = data.Annotations.Annotations.ToLookup(annotation => annotation.ImageId);
        var style = new DrawingStyle(SmallestLongSide: 320);
        var drawn = new List<(string, byte[])>();
        foreach (var image in data.Images.Take(Pictures))
            DrawDetections.OnImage(
                    File.ReadAllBytes(data.PathOf(image)),
                    DrawDetections.Boxes(detections[image.Id], data.Annotations.Categories),
                    DrawDetections.Boxes(targets[image.Id], data.Annotations.Categories), style)
                .IfSome(picture => drawn.Add((image.FileName, picture)));

        foreach (var (name, picture) in drawn) Save(Path.ChangeExtension(Path.GetFileName(name), ".png"), picture);
        Save("detections.png",
            ContactSheet.Of(drawn, columns: 4, cell: 320,
                title: $"{plan.Model.Name}: detections (solid) and ground-truth objects (dashed)"));
        var curves = RunHistoryReader.Read(plan.Folder.Path).Match(history => RunPlots.Of([history]), _ => []);
        Save("curves.png",
            ContactSheet.Of([.. curves.Select(figure => ("", FigurePng.Of(figure)))], columns: 2, cell: 560,
                title: $"{plan.Model.Name}: training"));
        say($"pictures in {plan.Folder.Pictures}");

        void Save(string name, byte[] content) =>
            AtomicFile.Write(Path.Combine(plan.Folder.Pictures, name), stream => stream.Write(content));
    }
}
