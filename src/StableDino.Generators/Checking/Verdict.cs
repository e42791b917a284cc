using StableDino.Generators.Diagnostics;
using StableDino.Generators.Evaluation;
using StableDino.Generators.Model;


namespace StableDino.Generators.Checking;

/// <summary>What the rules say of one value.</summary>
/// <param name="Model">The sound detector, or null.</param>
/// <param name="Findings">What they found.</param>
internal sealed record Verdict(DetectorModel? Model, EquatableArray<Finding> Findings)
{
    /// <summary>Binds and judges a value; a detector without one was told why before.</summary>
    public static Verdict Of(Declaration declaration, ConfigValue? value)
    {
        if (value is null)
            return new(null, EquatableArray<Finding>.Empty);
        var (config, unknown) = Binder.Bind(value);
        if (config is null)
            return new(null, EquatableArray.Of(Finding.Of(Descriptors.VersionMismatch, [], unknown)));
        var findings = Rules.Check(config);
        return new(Rules.Allow(findings) ? new(declaration, value, config) : null, findings);
    }
}
