using System.Text.RegularExpressions;

namespace StableDino.Properties.Documentation;

/// <summary>
/// The pages of the repository lead somewhere: every relative link names a file, every anchor a heading.
/// </summary>
public partial class LinkTests
{
    private static readonly string[] Elsewhere = [".git", "bin", "obj", "TestResults", "Golden"];

    public static TheoryData<string> Pages { get; } = new(
        PagesBelow(GoldenFolders.RepositoryRoot)
            .Select(page => Path.GetRelativePath(GoldenFolders.RepositoryRoot, page)));

    [Theory, MemberData(nameof(Pages))]
    public void Every_relative_link_leads_to_a_file_and_a_heading(string page)
    {
        var path = Path.Combine(GoldenFolders.RepositoryRoot, page);
        Assert.All(LinksOf(path),
            link => Assert.True(Leads(path, link), $"{page} links to {link}, which is not there."));
    }

    [Fact]
    public void Every_page_of_docs_is_in_the_index()
    {
        var docs = Path.Combine(GoldenFolders.RepositoryRoot, "docs");
        var index = LinksOf(Path.Combine(docs, "README.md")).Select(link => link.Split('#')[0]).ToHashSet();
        Assert.All(Directory.EnumerateFiles(docs, "*.md").Select(Path.GetFileName).Where(name => name != "README.md"),
            name => Assert.Contains(name!, index));
    }

    private static IEnumerable<string> PagesBelow(string folder) =>
        Directory.EnumerateFiles(folder, "*.md").Concat(Directory.EnumerateDirectories(folder)
            .Where(inner => !Elsewhere.Contains(Path.GetFileName(inner))).SelectMany(PagesBelow));

    private static IEnumerable<string> LinksOf(string path) => Link().Matches(Span().Replace(Text(path), ""))
        .Select(match => match.Groups[1].Value).Where(link => !Absolute().IsMatch(link));

    private static bool Leads(string page, string link)
    {
        var (file, anchor) = link.Split('#') switch { [var one] => (one, ""), var parts => (parts[0], parts[1]) };
        var target = file.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, file);
        return anchor.Length == 0
            ? File.Exists(target) || Directory.Exists(target)
            : File.Exists(target) && Anchors(target).Contains(anchor);
    }

    // As hosting sites make them of headings: lower case, punctuation gone, blanks as hyphens.
    private static IEnumerable<string> Anchors(string path) => Heading().Matches(Text(path))
        .Select(match => match.Groups[1].Value.Trim().ToLowerInvariant())
        .Select(heading => Punctuation().Replace(heading, "").Replace(' ', '-'));

    private static string Text(string path) => Block().Replace(File.ReadAllText(path).ReplaceLineEndings("\n"), "");

    [GeneratedRegex(@"\[[^\]\n]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex Absolute();

    [GeneratedRegex(@"^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"`[^`\n]*`")]
    private static partial Regex Span();
}
