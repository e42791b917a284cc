extern alias core;
using System.Collections.Immutable;
using System.Runtime.Loader;
using Definition = core::StableDino.Pipeline.DetectorDefinition;

namespace StableDino.Snapshots.Differential;

/// <summary>Emitted code compiled to an assembly and loaded.</summary>
internal static class LoadedDetectors
{
    /// <summary>
    /// The registry of a run's assembly, by the names of the properties; empty where nothing was emitted.
    /// </summary>
    public static ImmutableDictionary<string, Definition> Of(GeneratorRun run)
    {
        using var image = new MemoryStream();
        var emitted = run.Output.Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Take(5)));
        image.Position = 0;
        var assembly = new AssemblyLoadContext(null).LoadFromStream(image);
        return run.Files.Keys.Where(f => f.EndsWith("Graph.g.cs", StringComparison.Ordinal)).ToImmutableDictionary(
            f => f["Demo.".Length..^"Graph.g.cs".Length],
            f => (Definition)assembly.GetType(f[..^".g.cs".Length])!.GetProperty("Definition")!.GetValue(null)!);
    }
}
