namespace StableDino.Configuration;

/// <summary>
/// Carries the evaluated value of a compiled detector, or the defining expression of a configuration function, inside
/// its assembly, so
/// that the config compiler can see through a reference to it from another project. Written by the config compiler.
/// </summary>
/// <param name="path">Full name of the property or function.</param>
/// <param name="text">The value as a C# expression on one line, or the function in canonical form.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class EvaluatedConfigurationAttribute(string path, string text) : Attribute
{
    /// <summary>Full name of the property or function.</summary>
    public string Path { get; } = path;

    /// <summary>The value as a C# expression on one line, or the function in canonical form.</summary>
    public string Text { get; } = text;
}
