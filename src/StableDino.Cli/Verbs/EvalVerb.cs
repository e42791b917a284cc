using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Pipeline;
using StableDino.Runs;

namespace StableDino.Cli.Verbs;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary><c>eval --checkpoint FILE --data DIR [--split val2017] [--nms 0.8] [--detections FILE] …</c></summary>
internal static class EvalVerb
{
    public static Command Command(Models models)
    {
        var (checkpoint, data, split, device) = (CommonOptions.Checkpoint(), CommonOptions.Data(),
            CommonOptions.Split("--split", "val2017"), CommonOptions.Device());
        var (size, batch) = (CommonOptions.ImageSize(),
            new Option<int>("--batch") { Description = "Images at a time.", DefaultValueFactory = _ => 4 });
        var nms = new Option<double?>(
            "--nms") { Description =
                "IoU above which the lower-scored of two boxes of a class goes; 0 turns suppression off. By default "
                    + "as the model has it." };
        var (check, arithmetic, options) = (CommonOptions.Check(), CommonOptions.Arithmetic(), new EvaluationOptions());
        var output = new Option<string?>(
            "--detections") { Description = "Write the detections here, in COCO's results format." };

        var command = new Command("eval", "COCO metrics of a checkpoint on a data set.") { checkpoint, data, split,
            device, size, batch, nms, output, check, arithmetic };
        options.AddTo(command);
        var views = new TestTimeOptions();
        views.AddTo(command);
        command.SetAction(parsed =>
        {
            var terminal = Tool.Terminal(parsed);
            if (parsed.GetValue(nms) is { } threshold && threshold is not (>= 0 and <= 1))
                return terminal.Refuse(new Fault($"{threshold} is no IoU.", Place: "--nms", Hint: "Give 0 to 1."));
            if (CommonOptions.Check(parsed.GetValue(arithmetic)) is { Length: > 0 } missing)
                return terminal.Refuse(missing);
            return Session.Open(models, parsed.GetValue(checkpoint)!, parsed.GetValue(data)!, parsed.GetValue(split)!,
                parsed.GetValue(device)!,
                parsed.GetValue(size), parsed.GetValue(batch), parsed.GetValue(check), terminal).Match(
                session =>
                {
                    using (session.Trained)
                        return Run(
                            session with { Settings =
                                session.Settings with { Precision = parsed.GetValue(arithmetic) } }, parsed, options,
                            views, parsed.GetValue(nms), parsed.GetValue(output), terminal);
                },
                faults => terminal.Refuse(faults));
        });
        return command;
    }

    private static int Run(Session session, ParseResult parsed, EvaluationOptions options, TestTimeOptions views,
        double? nms, string? output, Terminal terminal)
    {
        var several = views.Of(parsed, session.Settings.Resize);
        var problems = options.Parameters(parsed, session.Data.Annotations).Match(_ => [], faults => faults)
            .Concat(options.Analysis(parsed).Match(_ => [], faults => faults))
            .Concat(several.Match(_ => [], fault => new[] { fault }))
            .Concat(options.Masks(parsed) && several.Match(asked => asked.IsSome, _ => false)
                ? [new Fault("Several views of an image give boxes alone.", Place: "--type",
                    Hint: "Leave out --tta-sizes and --tta-flips, or --type segm.")]
                : Array.Empty<Fault>())
            .Concat(options.Masks(parsed) ? WithoutMasks(session) : []).ToArray();
        // before the images are looked at
        if (problems.Length > 0) return terminal.Refuse(problems);
        var settings = session.Settings with { PostProcessing = WithThreshold(session.Settings.PostProcessing, nms) };
        var progress = new ImageProgress(terminal, "evaluating", session.Data.Images.Length);
        void Skipped(DataFault fault) => terminal.Say(fault.ToString());
        var detections = several.IfLeft(default(LanguageExt.Option<TestTimeAugmentation>)).Match(
            shown => TestTimePrediction.Run(
                session.Trained.Detector, session.Data, shown, settings, progress.Report, Skipped),
            () => DataSetPrediction.Run(session.Trained.Detector, session.Data, settings, progress.Report, Skipped));
        if (output is not null)
            AtomicFile.Write(output, stream => DetectionsJson.Write(stream, detections, _ => (0, 0)));
        return Scoring.Answer(
            parsed, options, session.Data.Annotations, new([.. detections], DetectionArea.Box), terminal);
    }

    private static IEnumerable<Fault> WithoutMasks(Session session) => session.Trained.Detector is MaskDetector
        ? TargetMasks.Of(session.Data).Match(_ => [], faults => faults.Cast<Fault>())
        : [new Fault(
            $"The model '{session.Trained.Definition.Name}' predicts boxes alone.", Place: "--type",
            Hint: "Leave --type out, or give a checkpoint of a model that predicts masks; masks of other detectors: "
                + "stable-dino score --type segm.")];

    private static PostProcessingConfig WithThreshold(PostProcessingConfig config, double? nms) => nms switch
    {
        null => config,
        0 => config with { Suppression = new SuppressionConfig.None() },
        { } threshold => config with { Suppression = new SuppressionConfig.PerClass((float)threshold) },
    };
}
