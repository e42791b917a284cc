using System.Collections.Immutable;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>
/// Members, functions and lambdas: each is evaluated in a frame of its own, and none may reach itself.
/// </summary>
internal static class Calls
{
    private const int MostDeep = 100;

    /// <summary>A static member or a function.</summary>
    public static Traced? Static(Expression.Call call, Frame frame) =>
        frame.Run.Library.Find(call.Key) is not { } definition
            ? frame.Fail(Descriptors.VersionMismatch, call, $"The value carried for '{call.Key}' cannot be read")
            : Enter(call, definition, call.Arguments, Types(call, frame), frame);

    /// <summary>A property computed from a record's parts.</summary>
    public static Traced? Property(Expression.Read read, Traced.Record record, Frame frame)
    {
        if (frame.Run.Library.Find(read.Key) is not { } definition)
        {
            return frame.Fail(
                Descriptors.NotCarried, read, read.Key, Evaluation.Types.Short(record.Type),
                $"read one of {string.Join(", ", record.Members.Select(m => m.Key))} instead");
        }
        var visit = new Frame.Visit(read.Key, definition.Name);
        return frame.Circle(visit) is { } circle
            ? frame.Fail(Descriptors.Cycle, read, circle)
            : Evaluator.Evaluate(definition.Body,
                Inside(frame, read, definition, visit, ImmutableDictionary<string, string>.Empty, [record]));
    }

    /// <summary>A lambda.</summary>
    public static Traced? Invoke(Expression.Invoke call, Frame frame)
    {
        var function = Evaluator.Evaluate(call.Function, frame);
        var arguments = call.Arguments.Select(a => Evaluator.Evaluate(a, frame)).ToImmutableArray();
        if (function is null || arguments.Contains(null))
            return null;
        if (function is not Traced.Function { Lambda: var lambda, Home: var home }
            || lambda.Parameters.Length != arguments.Length)
            return frame.Unsupported(
                call, "what it calls is not a lambda of the configuration", "a lambda or a static method");
        var visit = new Frame.Visit(lambda, call.Function is Expression.Call { Key: var key } ? Name(key) : "lambda");
        if (frame.Circle(visit) is { } circle)
            return frame.Fail(Descriptors.Recursion, call, circle);
        var variables = new Dictionary<string, Traced>(home.Variables, StringComparer.Ordinal);
        foreach (var (name, value) in lambda.Parameters.Zip(arguments, (n, v) => (n, v!)))
            variables[name] = value;
        return Evaluator.Evaluate(lambda.Body,
            home with { Run = frame.Run, Visiting = frame.Visiting.Add(visit), Variables = variables,
                Site = home.Site ?? frame.Site });
    }

    private static Traced? Enter(
        Expression.Call call, Definition definition, EquatableArray<Expression.Argument> arguments,
        ImmutableDictionary<string, string> types, Frame frame)
    {
        // Arguments are evaluated outside, so that Stable(Stable(x)) is no recursion.
        var values = arguments.Select(a => Evaluator.Evaluate(a.Value, frame)).ToImmutableArray();
        var visit = new Frame.Visit(call.Key, definition.Name);
        if (frame.Circle(visit) is { } circle)
            return frame.Fail(
                definition.Parameters.Length > 0 ? Descriptors.Recursion : Descriptors.Cycle, call, circle);
        if (frame.Visiting.Count >= MostDeep)
            return frame.Fail(Descriptors.TooLong, call, definition.Name, $"{MostDeep} members inside one another");
        if (values.Contains(null))
            return null;
        if (values.Length != definition.Parameters.Length)
            return frame.Fail(Descriptors.VersionMismatch, call,
                $"'{call.Key}' has {definition.Parameters.Length} parameters and {values.Length} arguments");
        if (values.Length > 0 || types.Count > 0)
            return Evaluator.Evaluate(definition.Body, Inside(frame, call, definition, visit, types, values!));

        // A member has one value wherever it is read.
        var remembered = frame.Run.Memory.Remember(call.Key, () => Evaluator.Guarded(
            definition.Body,
            Inside(frame with { Run = new(frame.Run.Library, frame.Run.Cancel) }, call, definition, visit, types, [])));
        frame.Run.Problems.AddRange(
            remembered.Problems.Select(p => p.Span == SourceSpan.Nowhere ? p with { Span = frame.SpanOf(call) } : p));
        if (!remembered.IsLasting)
            frame.Run.Steps += remembered.Steps;
        return remembered.Value is { } value && definition.IsCarried
            ? Relocated(value, frame.SpanOf(call))
            : remembered.Value;
    }

    private static Frame Inside(
        Frame frame, Expression reference, Definition definition, Frame.Visit visit,
        ImmutableDictionary<string, string> types, ImmutableArray<Traced> values)
    {
        var variables = new Dictionary<string, Traced>(StringComparer.Ordinal);
        foreach (var (name, value) in definition.Parameters.Zip(values, (n, v) => (n, v)))
            variables[name] = value;
        // A carried member without parameters is remembered for all who read it: it has no place until one of them
        // gives it theirs.
        var site = !definition.IsCarried ? null
            : definition.Parameters.Length == 0 ? new Frame.CallSite(SourceSpan.Nowhere, definition.Name)
            : frame.Site ?? new Frame.CallSite(reference.Span, definition.Name);
        return frame with { Visiting = frame.Visiting.Add(visit), Variables = variables, Types = types, Site = site };
    }

    private static Traced Relocated(Traced value, SourceSpan place) =>
        value.Plain is { } plain ? Traced.Of(plain, place) : value;

    private static ImmutableDictionary<string, string> Types(Expression.Call call, Frame frame) =>
        call.Types.Length == 0
            ? ImmutableDictionary<string, string>.Empty
            : call.Types.ToImmutableDictionary(t => t.Name, t => frame.TypeOf(t.Type));

    private static string Name(string key) => key.Split('(')[0].Split('.').Last();
}
