using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace StableDino.Generators.Model;

/// <summary>Where the registry of an assembly's detectors stands.</summary>
internal static class RegistryName
{
    /// <summary>Its class.</summary>
    public const string Class = "CompiledDetectors";

    /// <summary>Its namespace: the assembly's name, made of identifiers.</summary>
    public static string NamespaceOf(string assembly) => string.Join(".", assembly.Split('.').Select(Identifier));

    private static string Identifier(string word)
    {
        var identifier = new StringBuilder();
        foreach (var c in word)
            identifier.Append(char.IsLetterOrDigit(c) || c == '_' ? c : '_');
        if (identifier.Length == 0 || char.IsDigit(identifier[0]))
            return "_" + identifier;
        return SyntaxFacts.GetKeywordKind(identifier.ToString()) != SyntaxKind.None
            ? "@" + identifier
            : identifier.ToString();
    }
}
