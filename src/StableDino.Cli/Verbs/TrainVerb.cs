using LanguageExt;
using StableDino.Data;
using StableDino.Runs;
using static TorchSharp.torch;

namespace StableDino.Cli.Verbs;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary><c>train --model NAME --data DIR --out DIR …</c></summary>
internal static class TrainVerb
{
    public static Command Command(Models models)
    {
        var model = new Option<string>("--model") { Description = "Name of a model, as `models list` prints it.",
            Required = true };
        var (data, device) = (CommonOptions.Data(), CommonOptions.Device());
        var output = new Option<string>("--out") { Description = "The run's folder.", Required = true };
        var (trainSplit, valSplit) =
            (CommonOptions.Split("--train-split", "train2017"), CommonOptions.Split("--val-split", "val2017"));
        var init = new Option<string?>(
            "--init") { Description = "A weight file to begin with; class rows are carried over by class name." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the folder's newest snapshot." };
        var profile =
            new Option<bool>("--profile") { Description =
                "Measure each step stage by stage: `stages` in metrics.jsonl, a table at the end." };
        var (check, options) = (CommonOptions.Check(), new RecipeOptions());

        var command = new Command("train", "Train a model on a COCO-format data set.") { model, data, output,
            trainSplit, valSplit, init, resume, profile, device, check };
        options.AddWithRecipesTo(command);
        command.SetAction(parsed =>
        {
            var terminal = Tool.Terminal(parsed);
            var asked = options.Apply(parsed);
            var place = CommonOptions.DeviceOf(parsed.GetValue(device)!);
            var known = models.Find(parsed.GetValue(model)!);
            var faults = asked.LeftToSeq().SelectMany(some => some).Concat(place.LeftToSeq())
                .Concat(known.LeftToSeq()).ToArray();
            if (faults.Length > 0) return terminal.Refuse(faults);

            var plan = from recipe in asked
                       from definition in known.MapLeft(one => new[] { one })
                       from spot in place.MapLeft(one => new[] { one })
                       from splits in RunInput.Open(parsed.GetValue(data)!, parsed.GetValue(trainSplit)!,
                           parsed.GetValue(valSplit)!, parsed.GetValue(check), terminal)
                       select new TrainingPlan(
                           definition, recipe, splits.Train, splits.Validation,
                           new RunFolder(parsed.GetValue(output)!), spot,
                           Prelude.Optional(parsed.GetValue(init)), parsed.GetValue(resume), parsed.GetValue(profile));
            return plan.Match(ready => RunSession.Execute(ready, terminal), problems => terminal.Refuse(problems));
        });
        return command;
    }
}
