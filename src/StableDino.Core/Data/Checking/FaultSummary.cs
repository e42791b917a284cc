namespace StableDino.Data;

/// <summary>Faults as people read them: the gravest first, a few of each kind, and a count of the rest.</summary>
public static class FaultSummary
{
    /// <summary>Lines without line ends.</summary>
    /// <param name="faults">The faults.</param>
    /// <param name="each">How many of a kind are listed one by one.</param>
    public static IEnumerable<string> Lines(IEnumerable<DataFault> faults, int each = 3) =>
        faults.GroupBy(fault => fault.Kind).OrderBy(group => group.First().Severity)
            .SelectMany(group => group.Take(each).Select(fault => fault.ToString())
                .Concat(group.Skip(each).Any()
                    ? [$"{DataFault.Word(group.First().Severity)}: … and {group.Count() - each} more like "
                        + $"this{Docs(group.First())}"]
                    : []));

    private static string Docs(DataFault fault) => fault.Kind.Map(kind => $" [{kind.Id()} {kind.Name()}]").IfNone("");
}
