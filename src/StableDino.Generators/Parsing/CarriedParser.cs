using Microsoft.CodeAnalysis;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>
/// From a member marked as carried to the texts that its assembly carries for it: its own and those of all it refers to
/// in source.
/// </summary>
internal static class CarriedParser
{
    private const string Compiled = "StableDino.Configuration.CompiledDetectorAttribute";

    /// <summary>Reads one member; null for an attribute on anything else, which the C# compiler refuses.</summary>
    public static CarriedDefinition? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        if (context.TargetSymbol is not (IMethodSymbol or IPropertySymbol))
            return null;
        var library = SourceLibrary.Of(context.SemanticModel.Compilation);
        var (texts, problems) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<DiagnosticInfo>());
        var open = new Queue<string>([library.KeyOf(context.TargetSymbol)]);
        while (open.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            var key = open.Dequeue();
            // A compiled detector is carried with its graph; a record's own parts need no definition.
            if (texts.ContainsKey(key) || library.MemberOf(key) is not { } member
                || member.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == Compiled))
                continue;
            if (library.Find(key) is not { } definition)
            {
                if (SymbolEqualityComparer.Default.Equals(member, context.TargetSymbol))
                    problems.Add(
                        new(Descriptors.NoExpression.Id, SourceSpan.Of(context.TargetNode.GetLocation()),
                            EquatableArray.Of(member.Name, "no body")));
                continue;
            }
            var inside = Walk.Over(definition.Body).ToList();
            problems.AddRange(inside.OfType<Expression.Fault>().Where(f => f.Id.Length > 0)
                .Select(f => new DiagnosticInfo(f.Id, f.Span, f.Arguments)));
            texts[key] = ExpressionText.Print(definition) ?? "";
            foreach (var next in inside.Select(Walk.KeyOf).Where(k => k.Length > 0))
                open.Enqueue(next);
        }
        var isWhole = problems.Count == 0 && texts.Values.All(t => t.Length > 0);
        return new(
            isWhole ? texts.OrderBy(t => t.Key, StringComparer.Ordinal)
                .Select(t => new CarriedDefinition.Entry(t.Key, t.Value)).ToEquatable()
                : EquatableArray<CarriedDefinition.Entry>.Empty,
            problems.Distinct().ToEquatable());
    }
}
