using System.CommandLine;
using System.Text.Json.Nodes;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Reporting;
using StableDino.Runs;

namespace StableDino.Cli.Verbs;

/// <summary><c>stability --checkpoint FILE --data DIR</c></summary>
internal static class StabilityVerb
{
    public static Command Command(Models models)
    {
        var (checkpoint, data, split, device) = (CommonOptions.Checkpoint(), CommonOptions.Data(),
            CommonOptions.Split("--split", "val2017"), CommonOptions.Device());
        var size = CommonOptions.ImageSize();
        var images = new Option<int?>("--images") { Description = "Take only the first N images; the paper takes 20." };

        var command = new Command("stability", "The unstable score of each decoder layer (§2.4.3).") { checkpoint, data,
            split, device, size, images };
        command.SetAction(parsed =>
        {
            var terminal = Tool.Terminal(parsed);
            if (parsed.GetValue(images) is < 1)
                return terminal.Refuse(new Fault("At least one image is needed.", Place: "--images"));
            return Session.Open(models, parsed.GetValue(checkpoint)!, parsed.GetValue(data)!, parsed.GetValue(split)!,
                parsed.GetValue(device)!,
                parsed.GetValue(size), batch: 1, CheckDepth.Headers, terminal).Match(
                session =>
                {
                    using (session.Trained) return Run(session, parsed.GetValue(images) ?? int.MaxValue, terminal);
                },
                faults => terminal.Refuse(faults));
        });
        return command;
    }

    private static int Run(Session session, int images, Terminal terminal)
    {
        var progress = new ImageProgress(terminal, "matching", Math.Min(images, session.Data.Images.Length));
        return StabilityMeasurement.Run(
            session.Trained.Detector, session.Data, session.Settings, images, progress.Report).Match(
            counts =>
            {
                var document = new JsonObject
                {
                    ["unstable_percent"] = new JsonArray([.. counts.Select(count => JsonValue.Create(count.Percent))]),
                    ["ground_truth"] = counts.IsEmpty ? 0 : counts[0].Targets,
                };
                return terminal.Done(document,
                    UnstableReport.ToText(
                        [(session.Trained.Definition.Name, [.. counts.Select(count => count.Percent)])]));
            },
            bad => terminal.Fail(new Fault(bad.Message)));
    }
}
