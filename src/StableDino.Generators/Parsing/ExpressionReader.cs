using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>Reads back what <see cref="ExpressionText"/> prints; null for anything else.</summary>
internal static class ExpressionReader
{
    /// <summary>The definition of a text: a function, or a bare value.</summary>
    public static Definition? Read(string name, string text) => TermReader.Read(text) switch
    {
        null => null,
        Term.Node { Head: "function", Arguments: [(_, Term.Literal { Value: string own }), (_, var parameters),
            (_, var body)] } =>
            Variables(parameters) is { } names && Expression(body) is { } expression
                ? new(own, names, expression, IsCarried: true)
                : null,
        var term => CanonicalReader.Value(term) is { } value
            ? new(name, EquatableArray<string>.Empty, new Expression.Constant(value), IsCarried: true) : null,
    };

    private static Expression? Expression(Term? term) => term switch
    {
        Term.Word { Text: ['@', ..] } word => new Expression.Variable(word.Text.Substring(1)),
        Term.Node node when node.Head.StartsWith("new ", StringComparison.Ordinal) =>
            Arguments(node, 0) is { } arguments
                ? new Expression.Create(node.Head.Substring(4).Replace("@", "!"), arguments)
                : null,
        Term.Node { Head: "with" } node => Expression(node.At(0)) is { } operand && Arguments(node, 1) is { } parts
            ? new Expression.With(operand, parts)
            : null,
        Term.Node { Head: "read" } node => Read(node),
        Term.Node { Head: "call" } node =>
            Text(node.At(0)) is { } key && Types(node.At(1)) is { } types && Arguments(node, 2) is { } arguments
                ? new Expression.Call(key, types, arguments) : null,
        Term.Node { Head: "lambda" } node => Variables(node.At(0)) is { } names && Expression(node.At(1)) is { } body
            ? new Expression.Lambda(names, body)
            : null,
        Term.Node { Head: "invoke" } node =>
            Expression(node.At(0)) is { } function && Expressions(node, 1) is { } arguments
                ? new Expression.Invoke(function, arguments) : null,
        Term.Node { Head: "let" } node =>
            Expression(node.At(0)) is Expression.Variable local && Expression(node.At(1)) is { } value
                && Expression(node.At(2)) is { } body
                ? new Expression.Let(local.Name, value, body) : null,
        Term.Node { Head: "operation" } node =>
            Text(node.At(0)) is { } name && Expressions(node, 1) is { Length: > 0 } operands
                ? new Expression.Operation(name, operands) : null,
        Term.Node { Head: "convert" } node => Text(node.At(0)) is { } type && Expression(node.At(1)) is { } operand
            ? new Expression.Convert(type, operand)
            : null,
        Term.Node { Head: "choose" } node =>
            Expressions(node, 0) is { Length: 3 } three ? new Expression.Choose(three[0], three[1], three[2]) : null,
        Term.Node { Head: "is" } node => Expression(node.At(0)) is { } operand && Pattern(node.At(1)) is { } pattern
            ? new Expression.Is(operand, pattern)
            : null,
        Term.Node { Head: "switch" } node => Expression(node.At(0)) is { } operand && All(node, 1, Arm) is { } arms
            ? new Expression.Switch(operand, arms)
            : null,
        Term.Node { Head: "interpolate" } node =>
            Expressions(node, 0) is { } parts ? new Expression.Interpolate(parts) : null,
        Term.Node { Head: "collection" } node =>
            All(node, 0, Item) is { } items ? new Expression.Collection(items) : null,
        Term.Node { Head: "refuse" } node =>
            Expression(node.At(0)) is { } message ? new Expression.Refuse(message) : null,
        { } constant => CanonicalReader.Value(constant) is { } value ? new Expression.Constant(value) : null,
        null => null,
    };

    private static Pattern? Pattern(Term? term) => term switch
    {
        Term.Word { Text: "any" } => new Pattern.Any(),
        Term.Word { Text: "null" } => new Pattern.Null(),
        Term.Node { Head: "equal" } node => Value(node.At(0)) is { } value ? new Pattern.Equal(value) : null,
        Term.Node { Head: "relation" } node =>
            Text(node.At(0)) is { } name && Value(node.At(1)) is { } value ? new Pattern.Relation(name, value) : null,
        Term.Node { Head: "not" } node => Pattern(node.At(0)) is { } inner ? new Pattern.Not(inner) : null,
        Term.Node { Head: "and" } node =>
            Pattern(node.At(0)) is { } left && Pattern(node.At(1)) is { } right ? new Pattern.And(left, right) : null,
        Term.Node { Head: "or" } node =>
            Pattern(node.At(0)) is { } left && Pattern(node.At(1)) is { } right ? new Pattern.Or(left, right) : null,
        Term.Node { Head: "of" } node =>
            Text(node.At(0)) is { } type && Text(node.At(1)) is { } variable && All(node, 2, Part) is { } parts
                ? new Pattern.Of(type, variable, parts) : null,
        _ => null,
    };

    private static Expression.Arm? Arm(Term term) => term is Term.Node { Head: "arm", Arguments.Length: 2 or 3 } node
        && Pattern(node.At(0)) is { } pattern && Expression(node.At(1)) is { } value
        && (node.At(2) is null ? null : Expression(node.At(2))) is var guard
        && (guard is not null || node.At(2) is null)
        ? new(pattern, guard, value) : null;

    private static Expression.Item? Item(Term term) => term is Term.Node { Head: "spread" } spread
        ? Expression(spread.At(0)) is { } list ? new(list, IsSpread: true) : null
        : Expression(term) is { } value ? new(value) : null;

    private static Pattern.Part? Part(Term term) => term is Term.Node { Head: "part" } node
        && node.At(0) is Term.Node { Head: "read" } read && Read(read) is { } reads
        && Pattern(node.At(1)) is { } pattern ? new(reads, pattern) : null;

    private static Expression.Read? Read(Term.Node node) =>
        Expression(node.At(0)) is { } operand && Text(node.At(1)) is { } name && Text(node.At(2)) is { } key
            ? new(operand, name, key)
            : null;

    private static string? Text(Term? term) => term is Term.Literal { Value: string text } ? text : null;

    private static ConfigValue? Value(Term? term) => term is null ? null : CanonicalReader.Value(term);

    private static EquatableArray<string>? Variables(Term? term) => term is Term.Node { Head: "[" } list
        ? All(list, 0, t => t is Term.Word { Text: ['@', ..] } word ? word.Text.Substring(1) : null) : null;

    private static EquatableArray<Expression.TypeArgument>? Types(Term? term)
    {
        if (term is not Term.Node { Head: "[" } list || All(list, 0, Text) is not { } words || words.Length % 2 != 0)
            return null;
        return Enumerable.Range(0, words.Length / 2)
            .Select(i => new Expression.TypeArgument(words[2 * i], words[(2 * i) + 1])).ToEquatable();
    }

    private static EquatableArray<Expression.Argument>? Arguments(Term.Node node, int first)
    {
        var values = Expressions(node, first);
        return values?.Items.Zip(node.Arguments.Skip(first), (value, a) => new Expression.Argument(a.Label, value))
            .ToEquatable();
    }

    private static EquatableArray<Expression>? Expressions(Term.Node node, int first) => All(node, first, Expression);

    private static EquatableArray<T>? All<T>(Term.Node node, int first, Func<Term, T?> read)
        where T : class
    {
        var items = node.Arguments.Skip(first).Select(a => read(a.Term)).ToList();
        return node.Arguments.Length < first || items.Contains(null) ? null : items.ToEquatable()!;
    }
}
