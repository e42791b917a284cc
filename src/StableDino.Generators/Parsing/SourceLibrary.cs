using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>
/// What the expressions of one compilation may refer to: members of its source, read when first asked for, and what
/// compiled assemblies
/// carry. It lives as long as its compilation and is shared by all detectors in it.
/// </summary>
internal sealed class SourceLibrary : ILibrary
{
    private static readonly ConditionalWeakTable<Compilation, SourceLibrary> Libraries = new();

    private readonly Compilation compilation;
    private readonly Lazy<CarriedTexts> carried;
    private readonly ConcurrentDictionary<ISymbol, string> keys = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamespaceSymbol, string> hiding = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<string, ISymbol> members = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Definition?> definitions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> models = new();
    private readonly ConcurrentDictionary<(string, string), bool> ancestry = new();

    private SourceLibrary(Compilation compilation)
    {
        this.compilation = compilation;
        carried = new(() => CarriedTexts.Of(compilation));
    }

    /// <summary>The library of a compilation.</summary>
    public static SourceLibrary Of(Compilation compilation) => Libraries.GetValue(compilation, static c => new(c));

    /// <summary>What compiled assemblies carry.</summary>
    public CarriedTexts Carried => carried.Value;

    /// <summary>A type of a namespace, or of one around it, that hides one of the library's; empty for none.</summary>
    public string HidingIn(INamespaceSymbol space) => hiding.GetOrAdd(space, s => Surroundings.Hiding(s, this));

    /// <summary>The compilation.</summary>
    public Compilation Compilation => compilation;

    /// <summary>Whether a member is declared in this compilation's source.</summary>
    public bool IsInSource(ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, compilation.Assembly);

    /// <summary>The key of a member, by which it is found again.</summary>
    public string KeyOf(ISymbol member)
    {
        var definition = member.OriginalDefinition;
        return keys.GetOrAdd(definition, d =>
        {
            var key = d.ToDisplayString();
            members.TryAdd(key, d);
            return key;
        });
    }

    /// <summary>The member of a key, if it has been met in source.</summary>
    public ISymbol? MemberOf(string key) =>
        members.TryGetValue(key, out var member) && IsInSource(member) ? member : null;

    /// <inheritdoc/>
    public Definition? Find(string key) => definitions.GetOrAdd(key, k =>
        MemberOf(k) is { } member ? Define(member) : Carried.DefinitionOf(k));

    /// <inheritdoc/>
    public bool Derives(string type, string ancestor) => ancestry.GetOrAdd((type, ancestor), pair =>
    {
        for (var candidate = TypeOf(pair.Item1); candidate is not null; candidate = candidate.BaseType)
        {
            if (candidate.ToDisplayString() == pair.Item2
                || candidate.Interfaces.Any(i => i.ToDisplayString() == pair.Item2))
                return true;
        }
        return false;
    });

    /// <summary>The expression of a declaration, bound.</summary>
    public Expression Bind(ExpressionSyntax expression) =>
        new OperationReader(this).Read(OperationOf(expression), expression);

    private IOperation? OperationOf(SyntaxNode node) =>
        models.GetOrAdd(node.SyntaxTree, tree => compilation.GetSemanticModel(tree)).GetOperation(node);

    private Definition? Define(ISymbol member)
    {
        var own = member.IsStatic ? [] : new[] { "this" };
        var parameters = member is IMethodSymbol method ? [.. own, .. method.Parameters.Select(p => p.Name)] : own;
        var body = DefiningExpression.BodyOf(member) switch
        {
            ExpressionSyntax expression => Bind(expression),
            BlockSyntax block => new OperationReader(this).Block(OperationOf(block), block),
            _ => null,
        };
        return body is null ? null : new(member.Name, parameters.ToEquatable(), body, IsCarried: false);
    }

    private INamedTypeSymbol? TypeOf(string name)
    {
        INamespaceOrTypeSymbol place = compilation.GlobalNamespace;
        foreach (var word in name.Split('<')[0].Split('.'))
        {
            var inside = place.GetMembers(word).OfType<INamespaceOrTypeSymbol>().FirstOrDefault();
            if (inside is null)
                return null;
            place = inside;
        }
        return place as INamedTypeSymbol;
    }
}
