namespace StableDino.Generators;

/// <summary>Names of the pipeline's steps, for tests of what runs again.</summary>
internal static class StepNames
{
    /// <summary>Attribute and expression to an evaluated value with its origins.</summary>
    public const string Parse = "StableDino.Parse";

    /// <summary>The value alone, without places in files.</summary>
    public const string Value = "StableDino.Value";

    /// <summary>The value judged: sound or not, and why.</summary>
    public const string Model = "StableDino.Model";

    /// <summary>What is wrong with which place.</summary>
    public const string Diagnostics = "StableDino.Diagnostics";

    /// <summary>The typed graph of a sound configuration.</summary>
    public const string Graph = "StableDino.Graph";

    /// <summary>What the registry lists.</summary>
    public const string Registry = "StableDino.Registry";

    /// <summary>Functions and presets that the assembly carries.</summary>
    public const string Carried = "StableDino.Carried";
}
