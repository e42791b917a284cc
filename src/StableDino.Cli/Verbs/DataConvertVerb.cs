using System.Text.Json.Nodes;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Cli.Verbs;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary><c>data convert [--from voc|yolo] [--to voc|yolo] IN OUT</c></summary>
internal static class DataConvertVerb
{
    private const int Listed = 5;

    public static Command Command()
    {
        var source = new Argument<string>("IN") { Description = "The data set's folder." };
        var target = new Argument<string>("OUT") { Description = "A new folder for the result." };
        var from = new Option<DataFormat>("--from") { Description = "voc (Pascal VOC XML), yolo (text files) or coco.",
            DefaultValueFactory = _ => DataFormat.Coco };
        var to = new Option<DataFormat>("--to") { Description = "The same.",
            DefaultValueFactory = _ => DataFormat.Coco };
        var command = new Command("convert",
            "Pascal VOC and YOLO folders to COCO's layout, or back, with a report of what is wrong or lost.")
        {
            source, target, from, to,
        };
        command.SetAction(parsed =>
        {
            var terminal = Tool.Terminal(parsed);
            var progress = new CheckedImages(terminal, "copying").Report;
            return (parsed.GetValue(from), parsed.GetValue(to)) switch
            {
                (DataFormat.Coco, DataFormat.Coco) =>
                    terminal.Refuse(
                        new Fault("COCO's layout is asked for twice.", Place: "--from",
                            Hint: "Give --from voc or --from yolo; --to voc or --to yolo for the way back.")),
                (DataFormat.Coco, var wanted) =>
                    Answer(
                        DataConversion.FromCoco(wanted, parsed.GetValue(source)!, parsed.GetValue(target)!, progress)),
                (var given, DataFormat.Coco) =>
                    Answer(DataConversion.ToCoco(given, parsed.GetValue(source)!, parsed.GetValue(target)!, progress)),
                _ =>
                    terminal.Refuse(
                        new Fault("One of the two formats must be COCO's.", Place: "--to",
                            Hint: "Convert to COCO's layout first.")),
            };

            int Answer(LanguageExt.Either<DataFault[], ConvertedData> result) =>
                result.Match(converted => Report(converted, terminal),
                    faults => terminal.Refuse(faults));
        });
        return command;
    }

    private static int Report(ConvertedData converted, Terminal terminal)
    {
        var faults = converted.AllFaults.ToArray();
        var document = DataDocument.Of(faults);
        document["folder"] = Path.GetFullPath(converted.Folder);
        document["splits"] =
            new JsonArray(
                [.. converted.Splits.Select(split =>
                    new JsonObject { ["split"] = split.Name, ["images"] = split.Images,
                        ["objects"] = split.Objects })]);
        var failed = faults.Any(fault => fault.IsError);
        if (failed) document["errors"] = DataDocument.Errors(faults);
        var splits = converted.Splits.Select(split => $"{split.Name}: {split.Images} images, {split.Objects} objects");
        return terminal.Answered(document,
            $"{string.Join('\n', FaultSummary.Lines(faults, Listed))}\n{string.Join('\n', splits)}\nin "
            + $"{converted.Folder}", failed ? ExitCode.Failed : ExitCode.Done);
    }
}
