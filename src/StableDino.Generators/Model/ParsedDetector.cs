namespace StableDino.Generators.Model;

/// <summary>One attributed property: its value, if it has one, and where everything was written.</summary>
/// <param name="Declaration">Its names.</param>
/// <param name="NameSpan">The property's name in its file.</param>
/// <param name="Value">The evaluated value, or null where <paramref name="Problems"/> says why not.</param>
/// <param name="Origins">Parts written inside this declaration.</param>
/// <param name="Problems">What could not be parsed or evaluated.</param>
internal sealed record ParsedDetector(
    Declaration Declaration, SourceSpan NameSpan, ConfigValue? Value, EquatableArray<Origin> Origins,
    EquatableArray<DiagnosticInfo> Problems)
{
    /// <summary>
    /// The place to point at for a problem with some parts: the first written here, else what contains it, else the
    /// property's name.
    /// </summary>
    public SourceSpan SpanOf(IEnumerable<string> paths)
    {
        var origins = Origins.ToDictionary(o => o.Path, o => o.Span);
        var wanted = paths.ToList();
        return wanted.Where(origins.ContainsKey).Concat(wanted.SelectMany(Containers).Where(origins.ContainsKey))
            .Select(p => origins[p]).FirstOrDefault() ?? NameSpan;
    }

    /// <summary>Whether a part was written by hand in this declaration.</summary>
    public bool Wrote(string path) => Origins.Any(o => o.Path == path);

    private static readonly char[] Joints = ['.', '['];

    private static IEnumerable<string> Containers(string path)
    {
        for (var dot = path.LastIndexOfAny(Joints); dot > 0; dot = path.LastIndexOfAny(Joints, dot - 1))
            yield return path.Substring(0, dot);
    }
}
