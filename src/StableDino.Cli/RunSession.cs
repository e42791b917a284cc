using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using StableDino.Evaluation;
using StableDino.Foundation;
using StableDino.Runs;

namespace StableDino.Cli;

/// <summary>
/// A training run at the terminal: prepared, run, interrupted with Ctrl-C or by the system (SIGTERM, SIGHUP), and
/// answered.
/// </summary>
internal static class RunSession
{
    public static int Execute(TrainingPlan plan, Terminal terminal)
    {
        var started = from folder in RunPreparation.Folder(plan)
                      from state in RunPreparation.Start(plan, terminal.Say)
                      select state;
        return started.Match(
            state =>
            {
                using (state) return Run(plan, state, terminal);
            },
            fault => terminal.Refuse(fault));
    }

    private static int Run(TrainingPlan plan, TrainingState state, Terminal terminal)
    {
        using var stop = new CancellationTokenSource();
        void Interrupt(PosixSignalContext signal)
        {
            // the second one ends the process
            signal.Cancel = !stop.IsCancellationRequested;
            terminal.Say("stopping after this step; the run can be resumed");
            stop.Cancel();
        }

        using var pressed = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var asked = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        using var left = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);
        terminal.Say(
            $"{plan.Model.Name} on {plan.Train.Images.Length} images of {plan.Train.Classes.Count} classes, "
            + $"{plan.Device}, into {plan.Folder.Path}");
        return TrainingRun.Execute(plan, state, new TrainingProgress(terminal).Observe, stop.Token).Match(
            summary => Answer(plan, summary, terminal),
            fault => terminal.Fail(fault));
    }

    private static int Answer(TrainingPlan plan, TrainingSummary summary, Terminal terminal)
    {
        if (summary.Result.Case is not EvaluationResult result)
            return terminal.Fail(
                new Fault($"Stopped after step {summary.Steps} of {plan.Steps}.", plan.Folder.Path,
                    Hint: "Run the same command with --resume to go on."));

        RunPictures.Write(plan, terminal.Say);
        var document = Metrics.Document(result);
        document["steps"] = summary.Steps;
        document["seconds"] = summary.Seconds;
        document["images_per_second"] = summary.ImagesPerSecond;
        document["data_wait_share"] = Math.Round(summary.WaitingShare, 5);
        if (!summary.Stages.IsEmpty)
            document["stages"] =
                new JsonObject(
                    summary.Stages.Select(time =>
                        KeyValuePair.Create(time.Stage, (JsonNode?)Math.Round(time.Seconds, 6))));
        document["run"] = Path.GetFullPath(plan.Folder.Path);
        return terminal.Done(document, string.Create(CultureInfo.InvariantCulture,
            $"{EvaluationReport.ToText(result)}\n{StageTable(summary)}{summary.Steps} steps in {summary.Seconds:F1} "
            + $"s, {summary.ImagesPerSecond:F1} images/s, {summary.WaitingShare:P1} of it waiting for data; run in "
            + $"{plan.Folder.Path}"));
    }

    private static string StageTable(TrainingSummary summary)
    {
        var whole = summary.Stages.Sum(time => time.Seconds);
        return string.Concat(
            summary.Stages.Select(time =>
                string.Create(CultureInfo.InvariantCulture,
                    $"  {time.Stage,-14} {time.Seconds * 1000,8:F1} ms a step  {time.Seconds / whole,6:P1}\n")));
    }
}
