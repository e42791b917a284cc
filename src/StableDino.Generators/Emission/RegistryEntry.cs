using StableDino.Generators.Model;

namespace StableDino.Generators.Emission;

/// <summary>What the registry needs of a graph.</summary>
/// <param name="Name">The configuration's name.</param>
/// <param name="ClassPath">Full name of its class.</param>
internal sealed record RegistryEntry(string Name, string ClassPath);

/// <summary>The registry of an assembly.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Entries">Its detectors.</param>
internal sealed record RegistryModel(string Assembly, EquatableArray<RegistryEntry> Entries);
