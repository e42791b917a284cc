using StableDino.Generators.Model;


namespace StableDino.Generators.Checking;

/// <summary>Values as a person would write them in C#.</summary>
internal static class Literal
{
    public static string Of(object value) => CanonicalText.Literal(value);
}
