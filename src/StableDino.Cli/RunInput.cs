using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Cli;

/// <summary>The splits of a run, checked on their own and against each other before anything else happens.</summary>
internal static class RunInput
{
    public static Either<Fault[], (CocoDataset Train, CocoDataset Validation)> Open(
        string root, string trainSplit, string valSplit, CheckDepth depth, Terminal terminal) =>
        Open(root, trainSplit == valSplit ? [trainSplit] : [trainSplit, valSplit], depth, terminal)
            .Bind(splits => HasObjects(splits[0]).Map(train => (train, splits[^1])));

    /// <summary>One split, its warnings reported; or all its faults.</summary>
    public static Either<Fault[], CocoDataset> Open(string root, string split, CheckDepth depth, Terminal terminal) =>
        Open(root, [split], depth, terminal).Map(splits => splits[0]);

    private static Either<Fault[], CocoDataset[]> Open(
        string root, string[] splits, CheckDepth depth, Terminal terminal)
    {
        var report = DataCheck.Run(root, [.. splits], depth, new CheckedImages(terminal).Report);
        foreach (var line in FaultSummary.Lines(
            report.Faults.Where(fault => fault.Severity == DataFaultSeverity.Warning))) terminal.Say(line);
        return report.HasErrors
            ? report.Faults.Where(fault => fault.IsError).ToArray<Fault>()
            : report.Splits.Select(split => CocoDataset.Of(split)
                .Match(data => data, _ => throw new InvalidOperationException(split.Paths.Annotations))).ToArray();
    }

    private static Either<Fault[], CocoDataset> HasObjects(CocoDataset train) => train switch
    {
        { Images.IsEmpty: true } =>
            new[] { new Fault(
                "The training split has no images.", train.AnnotationFile, Hint: "Add images to learn from.") },
        _ when train.Targets.All(image => image.IsEmpty) =>
            new[] { new Fault("The training split has no object to learn.", train.AnnotationFile, "annotations",
                "Add annotations that are not crowds.") },
        _ => train,
    };
}
