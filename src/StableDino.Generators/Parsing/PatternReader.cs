using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>From bound patterns to those of the configuration language.</summary>
internal sealed class PatternReader(OperationReader expressions, SourceLibrary library)
{
    /// <summary>Reads one pattern.</summary>
    public Pattern Read(IPatternOperation pattern) => pattern switch
    {
        IDiscardPatternOperation => new Pattern.Any(),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => new Pattern.Null(),
        IConstantPatternOperation constant => Constant(constant.Value, value => new Pattern.Equal(value)),
        IRelationalPatternOperation relation =>
            Constant(relation.Value, value => new Pattern.Relation(relation.OperatorKind.ToString(), value)),
        INegatedPatternOperation negated => new Pattern.Not(Read(negated.Pattern)),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both =>
            new Pattern.And(Read(both.LeftPattern), Read(both.RightPattern)),
        IBinaryPatternOperation either => new Pattern.Or(Read(either.LeftPattern), Read(either.RightPattern)),
        ITypePatternOperation { MatchedType: var type } => Of(type, null, []),
        IDeclarationPatternOperation { MatchedType: var type, MatchesNull: var any, DeclaredSymbol: var symbol } =>
            Of(any ? null : type, symbol, []),
        IRecursivePatternOperation record => Of(
            SymbolEqualityComparer.Default.Equals(record.MatchedType, record.InputType) ? null : record.MatchedType,
            record.DeclaredSymbol,
            Positional(record).Concat(record.PropertySubpatterns.Select(Property))),
        _ =>
            new Pattern.Outside(
                Faults.Outside(pattern.Syntax, $"it is a '{pattern.Kind}'",
                    "types, constants, properties, 'not', 'and' and 'or'")),
    };

    private static Pattern.Of Of(ITypeSymbol? type, ISymbol? variable, IEnumerable<Pattern.Part> parts) =>
        new(type is null ? "" : OperationReader.Name(type), variable?.Name ?? "", parts.ToEquatable());

    private Pattern Constant(IOperation operation, Func<ConfigValue, Pattern> make) =>
        expressions.Read(operation) switch
        {
            Expression.Constant constant => make(constant.Value),
            Expression.Fault fault => new Pattern.Outside(fault),
            _ => new Pattern.Outside(Faults.Outside(operation.Syntax, "it is not a constant", "a constant")),
        };

    private IEnumerable<Pattern.Part> Positional(IRecursivePatternOperation record) =>
        record.DeconstructSymbol is IMethodSymbol { Parameters: var names }
            && names.Length == record.DeconstructionSubpatterns.Length
            ? record.DeconstructionSubpatterns.Select((p, i) =>
                new Pattern.Part(Part(names[i].Name, "", p.Syntax), Read(p)))
            : [];

    private Pattern.Part Property(IPropertySubpatternOperation part) =>
        part.Member is IPropertyReferenceOperation { Property: var property }
            ? new(Part(property.Name, library.KeyOf(property), part.Syntax), Read(part.Pattern))
            : new(Part("", "", part.Syntax),
                new Pattern.Outside(Faults.Outside(part.Syntax, "it is not a property", "a property")));

    private static Expression.Read Part(string name, string key, SyntaxNode at) =>
        new(new Expression.Variable(Pattern.It), name, key) { Written = at };
}
