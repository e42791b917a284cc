namespace StableDino.Generators.Language;

/// <summary>Walks expressions.</summary>
internal static class Walk
{
    /// <summary>An expression and everything inside it, patterns included.</summary>
    public static IEnumerable<Expression> Over(Expression expression) =>
        Inside(expression).SelectMany(Over).Prepend(expression);

    /// <summary>The key that an expression refers to; empty if it refers to none.</summary>
    public static string KeyOf(Expression expression) => expression switch
    {
        Expression.Call call => call.Key,
        Expression.Read read => read.Key,
        _ => "",
    };

    private static IEnumerable<Expression> Inside(Expression expression) => expression switch
    {
        Expression.Create creation => creation.Arguments.Select(a => a.Value),
        Expression.With with => with.Parts.Select(p => p.Value).Prepend(with.Operand),
        Expression.Read read => [read.Operand],
        Expression.Call call => call.Arguments.Select(a => a.Value),
        Expression.Lambda lambda => [lambda.Body],
        Expression.Invoke invoke => invoke.Arguments.Prepend(invoke.Function),
        Expression.Let let => [let.Value, let.Body],
        Expression.Operation operation => operation.Operands,
        Expression.Convert conversion => [conversion.Operand],
        Expression.Choose choice => [choice.Condition, choice.Yes, choice.No],
        Expression.Is test => Inside(test.Pattern).Prepend(test.Operand),
        Expression.Switch choice =>
            choice.Arms.SelectMany(a => Inside(a.Pattern).Append(a.Value).Concat(a.Guard is { } guard ? [guard] : []))
                .Prepend(choice.Operand),
        Expression.Interpolate text => text.Parts,
        Expression.Collection list => list.Items.Select(i => i.Value),
        Expression.Refuse refusal => [refusal.Message],
        _ => [],
    };

    private static IEnumerable<Expression> Inside(Pattern pattern) => pattern switch
    {
        Pattern.Not not => Inside(not.Inner),
        Pattern.And and => Inside(and.Left).Concat(Inside(and.Right)),
        Pattern.Or or => Inside(or.Left).Concat(Inside(or.Right)),
        Pattern.Of of => of.Parts.SelectMany(p => Inside(p.Pattern).Prepend(p.Read)),
        Pattern.Outside outside => [outside.Fault],
        _ => [],
    };
}
