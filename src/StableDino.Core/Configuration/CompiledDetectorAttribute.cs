namespace StableDino.Configuration;

/// <summary>
/// Marks a static property of type <see cref="DetectorConfig"/> whose expression the config compiler evaluates, checks
/// and turns
/// into a typed graph: a sealed class named after the property, in the namespace of the declaring type.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CompiledDetectorAttribute : Attribute;
