using System.Reflection;
using static TorchSharp.torch;

namespace StableDino.Properties;

public class GoldenFileTests
{
    public static IEnumerable<object[]> Denoising => GoldenFile.Cases(GoldenKind.Denoising);

    public static TheoryData<GoldenKind> Kinds =>
        new(Enum.GetValues<GoldenKind>().Where(kind => kind != GoldenKind.Other));

    [SkippableTheory, MemberData(nameof(Denoising))]
    public void A_recorded_case_reads_with_the_shape_its_description_gives(string path, string id)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var described = file.Json.GetProperty("tensors").GetProperty($"{id}.rand_part").GetProperty("shape")
            .EnumerateArray().Select(d => d.GetInt64());
        Assert.Equal(described, file[$"{id}.rand_part"].shape);
    }

    /// <summary>With nothing recorded or one file alone, a theory is skipped, not failed for want of rows.</summary>
    [Fact]
    public void Every_theory_over_recorded_files_has_a_row_whatever_is_recorded()
    {
        var theories = typeof(GoldenFileTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<SkippableTheoryAttribute>() is not null)
            .SelectMany(
                method => method.GetCustomAttributes<MemberDataAttribute>(),
                (method, data) => (Method: method, Data: data))
            .DistinctBy(theory => (theory.Method.DeclaringType, theory.Data.MemberName)).ToList();
        Assert.True(theories.Count > 20);
        var known = GoldenFile.Known.Where(file => file.Kind != GoldenKind.Other).ToList();
        var alone = known.Where(file => file.Kind == GoldenKind.Family).Concat(known.DistinctBy(file => file.Kind));
        foreach (var files in alone.Select(file => new[] { file }).Prepend([]))
            using (GoldenFile.Suppose(files))
                foreach (var (method, data) in theories)
                    Assert.True(data.GetData(method).Any(),
                        $"{method.DeclaringType!.Name}.{method.Name} has no row with {string.Join(", ", files)}");
    }

    /// <summary>
    /// A set that nobody here has seen is replayed if it has the format, whatever its files are called.
    /// </summary>
    [SkippableTheory, MemberData(nameof(Kinds))]
    public void A_file_keeps_its_kind_under_any_name_in_any_folder(GoldenKind kind)
    {
        var original = (string)GoldenFile.Files(kind).First()[0];
        using (GoldenFile.Open(original)) { }                                    // skips visibly where there is none
        using var folder = new TemporaryFolder();
        var inner = Directory.CreateDirectory(Path.Combine(folder.Path, "other", "set"));
        File.Copy(original, Path.Combine(inner.FullName, "x-1.json"));
        File.WriteAllText(Path.Combine(inner.FullName, "list.json"), "[1, 2]");
        File.WriteAllText(Path.Combine(inner.FullName, "broken.json"), "{");
        Assert.Equal(
            [("broken", GoldenKind.Other), ("list", GoldenKind.Other), ("x-1", kind)],
            GoldenFile.In([folder.Path]).Select(file => (Path.GetFileNameWithoutExtension(file.Path), file.Kind)));
    }
}
