using System.Collections.Immutable;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Model;

namespace StableDino.Generators.Checking;

/// <summary>All that is to be said about the detectors of a compilation, each thing at its place and once.</summary>
internal static class Report
{
    /// <summary>Problems of parsing, findings of the rules, and what only shows between detectors.</summary>
    public static IEnumerable<DiagnosticInfo> Of(
        ImmutableArray<ParsedDetector> detectors, ImmutableArray<Verdict> verdicts) =>
        detectors.SelectMany(p => p.Problems)
            .Concat(
                detectors.Zip(verdicts,
                    (p, v) => v.Findings.Where(f => !f.OnlyIfWritten || p.Wrote(f.Paths[0])).Select(f => Located(p, f)))
                    .SelectMany(f => f))
            .Concat(UniquenessRule.Check(detectors).Select(found => Located(found.Detector, found.Finding)))
            .Distinct();

    // A mend replaces the first part, so it needs that very part in this declaration.
    private static DiagnosticInfo Located(ParsedDetector detector, Finding finding) =>
        new(finding.Id, detector.SpanOf(finding.Paths), finding.Arguments)
        {
            Mend = finding.Paths.Length > 0 && detector.Wrote(finding.Paths[0])
                || finding.Id == Descriptors.DuplicateName.Id ? finding.Mend : "",
        };
}
