using LanguageExt;
using StableDino.Cli.Demo;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Pipeline;
using StableDino.Runs;

namespace StableDino.Cli.Verbs;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary><c>demo [--out DIR] [--minutes N]</c>: a complete small run on generated scenes.</summary>
internal static class DemoVerb
{
    public static Command Command(Models models)
    {
        var output = new Option<string?>(
            "--out") { Description =
                "Folder for scenes and run; by default a new one below the system's temporary folder." };
        var minutes = new Option<double?>(
            "--minutes") { Description = "Scale the number of steps to about this many minutes on two cores." };
        var (device, options) = (CommonOptions.Device(), new RecipeOptions());
        var command = new Command("demo",
            "Render scenes, train a small model on them, evaluate it on scenes it has not seen, draw what it finds.")
        {
            output, minutes, device,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var terminal = Tool.Terminal(parsed);
            if (parsed.GetValue(minutes) is { } wished && wished is not (> 0 and <= 1440))
                return terminal.Refuse(
                    new Fault($"{wished} minutes cannot be trained.", Place: "--minutes",
                        Hint: "Give more than 0, at most 1440."));
            var demo = Sized(new DemoRecipe(), parsed.GetValue(minutes));
            var ready = from recipe in options.Apply(parsed, demo.Recipe)
                        from spot in CommonOptions.DeviceOf(parsed.GetValue(device)!).MapLeft(one => new[] { one })
                        from model in models.Find(demo.Model).MapLeft(one => new[] { one })
                        select (recipe, spot, model);
            return ready.Match(
                all => Run(demo, all.recipe, all.spot, all.model, parsed.GetValue(output), terminal),
                faults => terminal.Refuse(faults));
        });
        return command;
    }

    private static DemoRecipe Sized(DemoRecipe demo, double? minutes) =>
        minutes is { } wished ? demo with { Steps = Math.Max(10, (int)(demo.Steps * wished / 5)) } : demo;

    private static int Run(
        DemoRecipe demo, TrainingRecipe recipe, TorchSharp.torch.Device device, Pipeline.DetectorDefinition model,
        string? asked, Terminal terminal)
    {
        var folder = asked ?? Directory.CreateTempSubdirectory("stable-dino-demo-").FullName;
        var (scenes, run) = (Path.Combine(folder, "scenes"), new RunFolder(Path.Combine(folder, "run")));
        if (run.HoldsRun)
            return terminal.Refuse(new Fault("The folder holds a run already.", run.Path, Hint: "Give another --out."));
        terminal.Say(
            $"rendering {demo.TrainScenes} scenes to learn from and {demo.UnseenScenes} to be tested on into {scenes}");
        DemoScenes.Write(scenes, demo.TrainScenes, demo.UnseenScenes, recipe.Seed, demo.Side);
        return RunInput.Open(scenes, "train2017", "val2017", CheckDepth.Headers, terminal).Match(
            splits => RunSession.Execute(
                new TrainingPlan(model, recipe, splits.Train, splits.Validation, run, device,
                    LanguageExt.Option<string>.None, Resume: false), terminal),
            faults => terminal.Fail(faults));
    }
}
