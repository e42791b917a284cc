using StableDino.Generators.Model;

namespace StableDino.Generators.Language;

/// <summary>
/// Definitions as text on one line: <c>function("Stable", [@config], with(@config, Classes: 3))</c>. This is the form
/// in which a compiled
/// assembly carries its configuration functions; constants in it are <see cref="CanonicalText"/>.
/// </summary>
internal static class ExpressionText
{
    /// <summary>The definition as text, or null where a part of it is outside the language.</summary>
    public static string? Print(Definition definition)
    {
        var body = Print(definition.Body);
        return body is null
            ? null
            : $"function({CanonicalText.Quote(definition.Name)}, [{List(definition.Parameters, p => "@" + p)}], "
                + $"{body})";
    }

    private static string? Print(Expression expression) => expression switch
    {
        Expression.Constant constant => CanonicalText.Print(constant.Value),
        Expression.Variable variable => "@" + variable.Name,
        Expression.Create creation => Node("new " + Word(creation.Type), Arguments(creation.Arguments)),
        Expression.With with => Node("with", [Print(with.Operand), .. Arguments(with.Parts)]),
        Expression.Read read =>
            Node("read", Print(read.Operand), CanonicalText.Quote(read.Name), CanonicalText.Quote(read.Key)),
        Expression.Call call =>
            Node("call", [CanonicalText.Quote(call.Key), Types(call.Types), .. Arguments(call.Arguments)]),
        Expression.Lambda lambda => Node("lambda", $"[{List(lambda.Parameters, p => "@" + p)}]", Print(lambda.Body)),
        Expression.Invoke invoke => Node("invoke", [Print(invoke.Function), .. invoke.Arguments.Select(Print)]),
        Expression.Let let => Node("let", "@" + let.Name, Print(let.Value), Print(let.Body)),
        Expression.Operation operation =>
            Node("operation", [CanonicalText.Quote(operation.Name), .. operation.Operands.Select(Print)]),
        Expression.Convert conversion =>
            Node("convert", CanonicalText.Quote(conversion.Type), Print(conversion.Operand)),
        Expression.Choose choice => Node("choose", Print(choice.Condition), Print(choice.Yes), Print(choice.No)),
        Expression.Is test => Node("is", Print(test.Operand), Print(test.Pattern)),
        Expression.Switch choice => Node("switch", [Print(choice.Operand), .. choice.Arms.Select(Arm)]),
        Expression.Interpolate text => Node("interpolate", [.. text.Parts.Select(Print)]),
        Expression.Collection list =>
            Node("collection",
                [.. list.Items.Select(i => i.IsSpread ? Node("spread", Print(i.Value)) : Print(i.Value))]),
        Expression.Refuse refusal => Node("refuse", Print(refusal.Message)),
        _ => null,
    };

    private static string? Print(Pattern pattern) => pattern switch
    {
        Pattern.Any => "any",
        Pattern.Null => "null",
        Pattern.Equal equal => Node("equal", CanonicalText.Print(equal.Value)),
        Pattern.Relation relation =>
            Node("relation", CanonicalText.Quote(relation.Operator), CanonicalText.Print(relation.Value)),
        Pattern.Not not => Node("not", Print(not.Inner)),
        Pattern.And and => Node("and", Print(and.Left), Print(and.Right)),
        Pattern.Or or => Node("or", Print(or.Left), Print(or.Right)),
        Pattern.Of of =>
            Node("of", [CanonicalText.Quote(of.Type), CanonicalText.Quote(of.Variable),
                .. of.Parts.Select(p => Node("part", Print(p.Read), Print(p.Pattern)))]),
        _ => null,
    };

    private static string? Arm(Expression.Arm arm) => arm.Guard is { } guard
        ? Node("arm", Print(arm.Pattern), Print(arm.Value), Print(guard))
        : Node("arm", Print(arm.Pattern), Print(arm.Value));

    private static string?[] Arguments(IEnumerable<Expression.Argument> arguments) =>
        [.. arguments.Select(a => Print(a.Value) is { } value ? $"{a.Name}: {value}" : null)];

    private static string Types(EquatableArray<Expression.TypeArgument> types) =>
        $"[{List(types, t => $"{CanonicalText.Quote(t.Name)}, {CanonicalText.Quote(t.Type)}")}]";

    // A type parameter's "!T" has a sign that words have not.
    private static string Word(string type) => type.Replace("!", "@");

    private static string? Node(string head, params string?[] arguments) =>
        arguments.Contains(null) ? null : $"{head}({string.Join(", ", arguments)})";

    private static string List<T>(IEnumerable<T> items, Func<T, string> print) =>
        string.Join(", ", items.Select(print));
}
