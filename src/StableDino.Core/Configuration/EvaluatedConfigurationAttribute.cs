namespace StableDino.Configuration;

/// <summary>
/// Carries the evaluated value of a compiled detector inside its assembly, so that the config compiler can see through a reference to
/// it from another project. Written by the config compiler.
/// </summary>
/// <param name="path">Full name of the property.</param>
/// <param name="text">Its value as a C# expression on one line.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class EvaluatedConfigurationAttribute(string path, string text) : Attribute
{
    /// <summary>Full name of the property.</summary>
    public string Path { get; } = path;

    /// <summary>Its value as a C# expression on one line.</summary>
    public string Text { get; } = text;
}
