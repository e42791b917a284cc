namespace StableDino.Generators.Model;

/// <summary>Where a compiled detector was declared, in names.</summary>
/// <param name="Namespace">Namespace of the outermost declaring type; empty for the global one.</param>
/// <param name="Type">Declaring type below its namespace, outer types first.</param>
/// <param name="Property">Name of the property.</param>
/// <param name="IsPublic">Whether other assemblies see it.</param>
internal sealed record Declaration(string Namespace, string Type, string Property, bool IsPublic)
{
    /// <summary>Full name of the property.</summary>
    public string Path => Namespace.Length == 0 ? $"{Type}.{Property}" : $"{Namespace}.{Type}.{Property}";

    /// <summary>Name of the class it compiles to.</summary>
    public string ClassName => Property + "Graph";

    /// <summary>Full name of the class it compiles to.</summary>
    public string ClassPath => Namespace.Length == 0 ? ClassName : $"{Namespace}.{ClassName}";
}
