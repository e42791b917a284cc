using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Operations;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>
/// The configuration language: a total, pure evaluator. It gives a value, or notes why not at the exact sub-expression
/// and gives null.
/// </summary>
internal static class Evaluator
{
    /// <summary>Evaluates a member from nothing.</summary>
    public static Evaluated Evaluate(
        Expression expression, Frame.Visit member, ILibrary library, CancellationToken cancel)
    {
        var run = new Run(library, cancel);
        var frame = Frame.Of(run);
        return Guarded(expression, frame with { Visiting = frame.Visiting.Add(member) });
    }

    /// <summary>Evaluates one expression.</summary>
    public static Traced? Evaluate(Expression expression, Frame frame)
    {
        frame.Run.Cancel.ThrowIfCancellationRequested();
        if (++frame.Run.Steps > Run.MostSteps)
            throw new InsufficientExecutionStackException();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return expression switch
        {
            Expression.Constant constant =>
                new Traced.Scalar(constant.Value, frame.SpanOf(constant), IsDefault: frame.Site is not null),
            Expression.Variable variable => Variable(variable, frame),
            Expression.Create creation => Create(creation, frame),
            Expression.With with => With(with, frame),
            Expression.Read read => Read(read, frame),
            Expression.Call call => Calls.Static(call, frame),
            Expression.Lambda lambda => new Traced.Function(lambda, frame, frame.SpanOf(lambda)),
            Expression.Invoke invoke => Calls.Invoke(invoke, frame),
            Expression.Let let => Let(let, frame),
            Expression.Operation operation => Operate(operation, frame),
            Expression.Convert conversion => Convert(conversion, frame),
            Expression.Choose choice => Choose(choice, frame),
            Expression.Is test => Test(test, frame),
            Expression.Switch choice => Switch(choice, frame),
            Expression.Interpolate text => Interpolate(text, frame),
            Expression.Collection collection => Collect(collection, frame),
            Expression.Refuse refusal => Refuse(refusal, frame),
            Expression.Fault { Id.Length: > 0 } fault =>
                frame.Fail(fault.Id, frame.SpanOf(fault), [.. fault.Arguments]),
            _ => null,      // the C# compiler says why
        };
    }

    /// <summary>
    /// Evaluates in a run of its own; running out of steps or of stack is a problem, not an exception.
    /// </summary>
    public static Evaluated Guarded(Expression expression, Frame frame)
    {
        Traced? value = null;
        try
        {
            value = Evaluate(expression, frame);
        }
        catch (InsufficientExecutionStackException)
        {
            frame.Fail(Descriptors.TooLong, expression, frame.Visiting.LastOrDefault()?.Name ?? "",
                $"{Run.MostSteps} expressions");
        }
        return new(value, frame.Run.Problems.Distinct().ToEquatable(), frame.Run.Steps);
    }

    private static Traced? Variable(Expression.Variable variable, Frame frame) =>
        frame.Variables.TryGetValue(variable.Name, out var value)
            ? value
            : frame.Unsupported(variable, "it is known only at run time", "a constant or another configuration member");

    private static Traced? Create(Expression.Create creation, Frame frame) =>
        Parts(creation.Arguments, creation, frame) is { } parts
            ? new Traced.Record(
                frame.TypeOf(creation.Type), parts, frame.SpanOf(creation), IsDefault: frame.Site is not null)
            : null;

    private static Traced? With(Expression.With with, Frame frame) =>
        (Evaluate(with.Operand, frame), Parts(with.Parts, with, frame)) switch
        {
            (null, _) or (_, null) => null,
            (Traced.Record record, { } parts) => parts.Aggregate(
                record with { Origin = frame.SpanOf(with), IsDefault = frame.Site is not null },
                (changed, part) => changed.With(part.Key, part.Value)),
            _ => frame.Unsupported(with, "its left side is not a record", "a configuration record before 'with'"),
        };

    // Every part is evaluated, so that all problems are told at once.
    private static ImmutableArray<KeyValuePair<string, Traced>>? Parts(
        EquatableArray<Expression.Argument> arguments, Expression whole, Frame frame)
    {
        var parts = ImmutableArray.CreateBuilder<KeyValuePair<string, Traced>>(arguments.Length);
        var failed = false;
        foreach (var argument in arguments)
        {
            var value = Evaluate(argument.Value, frame);
            if (value is Traced.Function)
                value =
                    frame.Unsupported(argument.Value, "a function is not a configuration value", "the value it gives");
            failed |= value is null;
            if (value is not null)
                parts.Add(
                    new(argument.Name,
                        argument.IsDefault
                            ? value with { Origin = frame.SpanOf(whole), IsDefault = true }
                            : Rooted(value, argument.Value, frame)));
        }
        return failed ? null : parts.ToImmutable();
    }

    // What a reference gives was written elsewhere; here it was the reference that was written.
    private static Traced Rooted(Traced value, Expression written, Frame frame) =>
        written is Expression.Call or Expression.Invoke or Expression.Read or Expression.Variable && frame.Site is null
            ? value with { Origin = written.Span, IsDefault = false }
            : value;

    private static Traced? Read(Expression.Read read, Frame frame) => Evaluate(read.Operand, frame) switch
    {
        Traced.Record record when record.Part(read.Name) is { } part => part,
        Traced.Record record => Calls.Property(read, record, frame),
        Traced.List list when read.Name is "Count" or "Length" =>
            new Traced.Scalar(new ConfigValue.Constant(list.Items.Length), frame.SpanOf(read)),
        null => null,
        _ => frame.Unsupported(read, "its left side is not a record", "a property of a configuration record"),
    };

    private static Traced? Let(Expression.Let let, Frame frame)
    {
        if (Evaluate(let.Value, frame) is not { } value)
            return null;
        frame.Variables[let.Name] = value;
        return Evaluate(let.Body, frame);
    }

    private static Traced? Operate(Expression.Operation operation, Frame frame)
    {
        if (Evaluate(operation.Operands[0], frame) is not { } left)
            return null;
        if (operation.Name is nameof(BinaryOperatorKind.ConditionalAnd) or nameof(BinaryOperatorKind.ConditionalOr)
            && left.Plain is ConfigValue.Constant { Value: bool decided }
            && decided == (operation.Name == nameof(BinaryOperatorKind.ConditionalOr)))
            return left;
        var operands = new List<ConfigValue?> { left.Plain };
        foreach (var operand in operation.Operands.Skip(1))
        {
            if (Evaluate(operand, frame) is not { } value)
                return null;
            operands.Add(value.Plain);
        }
        var computed = operands.Contains(null) ? new Computed.NotDefined() : Operators.Apply(operation.Name, operands!);
        return computed switch
        {
            Computed.Done(var value) => new Traced.Scalar(new ConfigValue.Constant(value), frame.SpanOf(operation)),
            Computed.NoResult(var reason) =>
                frame.Fail(Descriptors.Arithmetic, operation, frame.TextOf(operation), reason),
            _ =>
                frame.Unsupported(operation, "this operator does not apply to these values",
                    "+ - * / %, comparisons, && || ! on numbers and truth values"),
        };
    }

    private static Traced? Convert(Expression.Convert conversion, Frame frame)
    {
        var type = frame.TypeOf(conversion.Type);
        return Evaluate(conversion.Operand, frame) switch
        {
            Traced.Scalar { Value: ConfigValue.Constant number } scalar
                when Numbers.Convert(number.Value, type) is { } converted =>
                scalar with { Value = new ConfigValue.Constant(converted) },
            Traced.Scalar { Value: ConfigValue.EnumMember member } scalar when Types.Is(scalar, type, frame) => scalar,
            Traced.Record record when Types.Is(record, type, frame) => record,
            Traced.Record record =>
                frame.Fail(Descriptors.WrongType, conversion, frame.TextOf(conversion), Types.Short(record.Type),
                    Types.Short(type)),
            Traced.List list => list,
            Traced.Function function => function,
            null => null,
            _ => frame.Unsupported(conversion, $"it converts to '{type}'", "a value of the needed type"),
        };
    }

    private static Traced? Choose(Expression.Choose choice, Frame frame) => Evaluate(choice.Condition, frame) switch
    {
        Traced.Scalar { Value: ConfigValue.Constant { Value: bool yes } } =>
            Evaluate(yes ? choice.Yes : choice.No, frame),
        null => null,
        _ => frame.Unsupported(choice.Condition, "it is not a truth value", "a comparison of configuration values"),
    };

    private static Traced? Test(Expression.Is test, Frame frame) =>
        Evaluate(test.Operand, frame) is { } value && Patterns.Match(test.Pattern, value, frame) is { } matches
            ? new Traced.Scalar(new ConfigValue.Constant(matches), frame.SpanOf(test))
            : null;

    private static Traced? Switch(Expression.Switch choice, Frame frame)
    {
        if (Evaluate(choice.Operand, frame) is not { } value)
            return null;
        foreach (var arm in choice.Arms)
        {
            var matches = Patterns.Match(arm.Pattern, value, frame);
            if (matches == true && arm.Guard is { } guard)
                matches = Evaluate(guard, frame) is Traced.Scalar { Value: ConfigValue.Constant { Value: bool holds } }
                    ? holds
                    : null;
            if (matches is null)
                return null;
            if (matches.Value)
                return Evaluate(arm.Value, frame);
        }
        return frame.Fail(Descriptors.NoArm, choice, frame.TextOf(choice), Types.Words(value));
    }

    private static Traced? Interpolate(Expression.Interpolate text, Frame frame)
    {
        var parts = text.Parts.Select(part => Evaluate(part, frame)).ToList();
        if (parts.Contains(null))
            return null;
        var words =
            parts.Select(p => p is Traced.Scalar { Value: ConfigValue.Constant { Value: var value } }
                ? Numbers.Text(value)
                : null).ToList();
        return words.Contains(null)
            ? frame.Unsupported(text, "only texts and whole values may be interpolated", "a plain text")
            : new Traced.Scalar(new ConfigValue.Constant(string.Concat(words)), frame.SpanOf(text));
    }

    private static Traced? Collect(Expression.Collection collection, Frame frame)
    {
        var items = ImmutableArray.CreateBuilder<Traced>();
        var failed = false;
        foreach (var item in collection.Items)
        {
            var value = Evaluate(item.Value, frame);
            if (value is Traced.Function || (item.IsSpread && value is not null and not Traced.List))
                value = frame.Unsupported(
                    item.Value, "it is not a list of configuration values", "a collection expression of records");
            failed |= value is null;
            if (value is Traced.List { Items: var inner } && item.IsSpread)
                items.AddRange(inner);
            else if (value is not null)
                items.Add(value);
        }
        return failed
            ? null
            : new Traced.List(items.ToImmutable(), frame.SpanOf(collection), IsDefault: frame.Site is not null);
    }

    private static Traced? Refuse(Expression.Refuse refusal, Frame frame) => Evaluate(refusal.Message, frame) switch
    {
        Traced.Scalar { Value: ConfigValue.Constant { Value: string message } } =>
            frame.Fail(Descriptors.Refused, refusal, frame.Visiting.LastOrDefault()?.Name ?? "", message),
        null => null,
        _ => frame.Unsupported(refusal, "its message is not a text", "throw new ArgumentException(\"a text\")"),
    };
}
