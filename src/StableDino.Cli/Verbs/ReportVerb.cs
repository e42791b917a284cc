using System.Text;
using System.Text.Json.Nodes;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Reporting;

namespace StableDino.Cli.Verbs;
using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary><c>report --run DIR… [--out FILE]</c></summary>
internal static class ReportVerb
{
    public static Command Command()
    {
        var runs = new Option<string[]>("--run") { Description = "Run folders; several are laid over each other.",
            Required = true, AllowMultipleArgumentsPerToken = true };
        var output = new Option<string?>(
            "--out") { Description = "The page; by default report.html in the first run folder." };
        var command = new Command("report", "One self-contained HTML page about runs.") { runs, output };
        command.SetAction(parsed =>
        {
            var (terminal, folders) = (Tool.Terminal(parsed), parsed.GetValue(runs)!);
            return RunReport.OfFolders(folders).Match(
                page =>
                {
                    var path = parsed.GetValue(output) ?? Path.Combine(folders[0], "report.html");
                    AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
                    return terminal.Done(new JsonObject { ["report"] = Path.GetFullPath(path) }, path);
                },
                faults => terminal.Refuse(faults));
        });
        return command;
    }
}
