namespace StableDino.Configuration;

/// <summary>
/// Marks a static function or property of configurations whose defining expression rides along in the compiled
/// assembly, so that the
/// config compiler can evaluate a call of it from another project: <c>StableDinoZoo.Stable(MyBase)</c>. A
/// <c>[CompiledDetector]</c> is
/// carried without it.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class CarriedConfigurationAttribute : Attribute;
