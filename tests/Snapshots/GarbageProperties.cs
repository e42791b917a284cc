using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace StableDino.Snapshots;

/// <summary>
/// Whatever happens to a configuration file while it is being typed, the compiler answers and does not throw.
/// </summary>
public class GarbageProperties
{
    // A file with every construct of the language, so that a deletion can break any of them.
    private static readonly string Rich = Sources.WithSmall("""
        private static DetectorConfig Deeper(this DetectorConfig c, int by = 1) => c with { Decoder = c.Decoder with { Layers = c.Decoder.Layers + by } };
            private static int Depth(BackboneConfig b) => b switch { BackboneConfig.ResNet { Depth: > 10 and < 60 or 101 } r when r.Width > 1 => r.Depth, BackboneConfig.Swin(_, _, var w, _, _, _, _, _) => w, _ => 7 };
            private static T Pick<T>(bool first, T a, T b) where T : class { var chosen = first ? a : b; if (a is null) return b; return chosen; }
            private static readonly System.Func<int, int> Twice = n => n * 2;
            private static EquatableList<int> Numbers => [1, .. Others, Twice(3)];
            private static EquatableList<int> Others => [2, 3];
            [CarriedConfiguration] private static int Halved(int n) => n % 2 == 0 ? n / 2 : throw new System.ArgumentException($"{n} is odd");
            [CompiledDetector]
            public static DetectorConfig Variant => Pick(Small is { Neck.Levels: not 4 }, Small.Deeper(by: 2), Small) with { Name = $"rich-{Numbers.Count}", Classes = Depth(Small.Backbone) + Halved(8) };
            [CompiledDetector]
            public static DetectorConfig Next => Variant with { Name = "next", Classes = ((BackboneConfig.ResNet)Variant.Backbone).Depth };
        """);

    private static readonly string[] Scraps =
        ["", "{", "}", "(", ")", ";", "\"", "with", "=>", "Variant", "Small", "=> Variant", " is ", "switch {", "0",
            "null", "new(", "[", "..", "<T>", "throw ", "static ", "[CompiledDetector] ", "/*", "#if X\n", "🦕"];

    [Fact]
    public void The_whole_file_is_sound()
    {
        var run = GeneratorRun.Of(Rich);
        Assert.Empty(run.Diagnostics.Select(d => d.ToString()));
        Assert.Contains("Classes: 22", run.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
        Assert.Contains("Name: \\\"rich-4\\\"", run.Files["Demo.VariantGraph.g.cs"], StringComparison.Ordinal);
    }

    [Property(MaxTest = 60)]
    public Property Edits_and_deletions_never_throw() => Prop.ForAll(Edits.ToArbitrary(), edits =>
    {
        var (text, run) = (Rich, GeneratorRun.Of(Rich));
        foreach (var (at, length, scrap) in edits)
        {
            var start = at % text.Length;
            text = text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, scrap);
            run = run.Edit(text);
            if (run.Exception is not null)
                break;
        }
        return (run.Exception is null).Label($"{run.Exception}\n{text}").Classify(run.Files.IsEmpty, "nothing emitted");
    });

    [Property(MaxTest = 30)]
    public Property A_file_cut_anywhere_never_throws() =>
        Prop.ForAll(Gen.Choose(0, 10_000).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), (a, b) =>
        {
            var (from, to) = (Math.Min(a, b) % Rich.Length, Math.Max(a, b) % Rich.Length);
            var run = GeneratorRun.Of(Rich[..Math.Min(from, to)] + Rich[Math.Max(from, to)..]);
            return (run.Exception is null).Label($"{run.Exception}");
        });

    private static Gen<(int At, int Length, string Scrap)[]> Edits =>
        (from at in Gen.Choose(0, 10_000)
         from length in Gen.Frequency((3, Gen.Choose(0, 3)), (1, Gen.Choose(4, 120)))
         from scrap in Gen.Elements(Scraps)
         select (at, length, scrap)).ArrayOf(3);
}
