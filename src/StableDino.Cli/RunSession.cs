using System.Text.Json.Nodes;
using StableDino.Evaluation;
using StableDino.Training;

namespace StableDino.Cli;

/// <summary>A training run at the terminal: prepared, run, interrupted with Ctrl-C, and answered.</summary>
internal static class RunSession
{
    public static int Execute(TrainingPlan plan, Terminal terminal)
    {
        if (RunPreparation.FolderFault(plan).Case is TrainingFault folder) return terminal.Refuse(Troubles.Of(folder));
        return RunPreparation.Start(plan, terminal.Say).Match(
            state =>
            {
                using (state) return Run(plan, state, terminal);
            },
            fault => terminal.Refuse(Troubles.Of(fault)));
    }

    private static int Run(TrainingPlan plan, TrainingState state, Terminal terminal)
    {
        using var stop = new CancellationTokenSource();
        void Interrupt(object? sender, ConsoleCancelEventArgs pressed)
        {
            pressed.Cancel = true;
            terminal.Say("stopping after this step; the run can be resumed");
            stop.Cancel();
        }

        Console.CancelKeyPress += Interrupt;
        try
        {
            terminal.Say($"{plan.Model.Name} on {plan.Train.Images.Length} images of {plan.Train.Classes.Count} classes, {plan.Device}, into {plan.Folder.Path}");
            return TrainingRun.Execute(plan, state, new TrainingProgress(terminal).Observe, stop.Token).Match(
                summary => Answer(plan, summary, terminal),
                fault => terminal.Fail(Troubles.Of(fault)));
        }
        finally
        {
            Console.CancelKeyPress -= Interrupt;
        }
    }

    private static int Answer(TrainingPlan plan, TrainingSummary summary, Terminal terminal)
    {
        if (summary.Result.Case is not EvaluationResult result)
            return terminal.Fail(new Trouble($"Stopped after step {summary.Steps} of {plan.Steps}.", plan.Folder.Path, Mend: "Run the same command with --resume to go on."));

        RunPictures.Write(plan, terminal.Say);
        var document = Metrics.Document(result);
        document["steps"] = summary.Steps;
        document["seconds"] = summary.Seconds;
        document["images_per_second"] = summary.ImagesPerSecond;
        document["run"] = Path.GetFullPath(plan.Folder.Path);
        return terminal.Done(document, FormattableString.Invariant(
            $"{EvaluationReport.ToText(result)}\n{summary.Steps} steps in {summary.Seconds:F1} s, {summary.ImagesPerSecond:F1} images/s; run in {plan.Folder.Path}"));
    }
}
