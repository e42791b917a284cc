using LanguageExt;
using StableDino.Checkpoints;
using StableDino.Foundation;
using TorchSharp;
using static LanguageExt.Prelude;

namespace StableDino.Runs;

/// <summary>From a plan to a state that can take its next step.</summary>
public static class RunPreparation
{
    /// <summary>
    /// A plan's folder, or what is wrong with it, before anything is built or written.
    /// </summary>
    public static Either<Fault, RunFolder> Folder(TrainingPlan plan)
    {
        if (File.Exists(plan.Folder.Path))
            return new Fault("The run folder is a file.", plan.Folder.Path, Hint: "Give another --out.");
        if (!plan.Resume)
            return plan.Folder.HoldsRun
                ? new Fault("The folder holds a run already.", plan.Folder.Path,
                    Hint: "Add --resume to go on with it, or give another --out.")
                : plan.Folder;
        if (!plan.Folder.HoldsRun) return plan.Folder;                 // killed before its first file: begins again

        return from stored in RecipeJson.Read(File.ReadAllText(plan.Folder.Recipe), plan.Recipe).ToEither()
                   .MapLeft(faults => faults[0] with { File = plan.Folder.Recipe })
               from folder in Difference(stored, plan.Recipe).Match<Either<Fault, RunFolder>>(
                   text => new Fault(
                       $"The run was begun with another recipe: {text}.", plan.Folder.Recipe,
                       Hint: "Resume with the options the run began with."),
                   () => plan.Folder)
               select folder;
    }

    /// <summary>A new state with its initial weights, or the one of the newest snapshot that can be read.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="say">Called with what was loaded or skipped.</param>
    public static Either<Fault, TrainingState> Start(TrainingPlan plan, Action<string> say)
    {
        if (plan.Resume)
            foreach (var path in plan.Folder.NewestSnapshots())
            {
                var state = TrainingState.Start(plan.Model, plan.Train.Classes.Categories, plan.Recipe, plan.Device);
                var restored = SnapshotFile.Restore(path, state);
                if (restored.IsRight)
                {
                    say($"resuming after step {state.Step} from {path}");
                    return state;
                }

                state.Dispose();
                restored.IfLeft(fault => say($"snapshot passed over: {path}: {fault.Message}"));
            }

        if (plan.Resume && plan.Folder.NewestSnapshots().Any())
            return new Fault("No snapshot of the run can be used; the reasons are above.",
                plan.Folder.Snapshots, Hint: "Begin a new run in another folder.");
        return Fresh(plan, say);
    }

    private static Either<Fault, TrainingState> Fresh(TrainingPlan plan, Action<string> say)
    {
        if (plan.InitialWeights.Case is not string path)
            return TrainingState.Start(plan.Model, plan.Train.Classes.Categories, plan.Recipe, plan.Device);

        torch.random.manual_seed(plan.Recipe.Seed);
        var detector = plan.Model.Build(plan.Train.Classes.Count);
        return WeightFile.Load(path, detector, plan.Model, plan.Train.Classes.Names, LoadPolicy.Initial)
            .Match<Either<Fault, TrainingState>>(
                report =>
                {
                    foreach (var note in report.Notes) say($"{path}: {note}");
                    say($"{path}: {report.Layout}: {report.Loaded.Length} tensors loaded, {report.Missing.Length} "
                        + "left as initialised"
                        + (report.Reshaped.IsEmpty
                            ? ""
                            : $"; class rows of {report.KeptClasses.Length} classes carried over by name, "
                                + $"{report.NewClasses.Length} new"));
                    detector.to(plan.Device);
                    return TrainingState.Start(
                        plan.Model, detector, plan.Train.Classes.Categories, plan.Recipe, plan.Device);
                },
                fault =>
                {
                    detector.Dispose();
                    return fault;
                });
    }

    private static Option<string> Difference(TrainingRecipe stored, TrainingRecipe asked) =>
        RecipeTable.Properties
            .Select(property => (property.Path, Stored: property.Read(stored).IfNone("(unset)"),
                Asked: property.Read(asked).IfNone("(unset)")))
            .Where(row => row.Stored != row.Asked)
            .Select(row => $"{row.Path} was {row.Stored} and is now {row.Asked}")
            .HeadOrNone();
}
