using Microsoft.CodeAnalysis.Operations;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>Matches values against patterns; variables of a pattern join the frame.</summary>
internal static class Patterns
{
    /// <summary>Whether the value matches; null where a problem was noted.</summary>
    public static bool? Match(Pattern pattern, Traced value, Frame frame) => pattern switch
    {
        Pattern.Any => true,
        Pattern.Null => false,
        Pattern.Equal equal => equal.Value.Equals(value.Plain),
        Pattern.Relation relation => Compare(relation, value),
        Pattern.Not not => !Match(not.Inner, value, frame),
        Pattern.And and =>
            Match(and.Left, value, frame) switch { true => Match(and.Right, value, frame), var no => no },
        Pattern.Or or => Match(or.Left, value, frame) switch { false => Match(or.Right, value, frame), var yes => yes },
        Pattern.Of of => MatchParts(of, value, frame),
        Pattern.Outside outside => Evaluator.Evaluate(outside.Fault, frame) is null ? null : false,
        _ => throw new InvalidOperationException("closed"),
    };

    private static bool? Compare(Pattern.Relation relation, Traced value) =>
        value.Plain is ConfigValue.Constant constant
        && Operators.Apply(relation.Operator, [constant, relation.Value]) is Computed.Done { Value: true };

    private static bool? MatchParts(Pattern.Of of, Traced value, Frame frame)
    {
        if (of.Type.Length > 0 && !Types.Is(value, frame.TypeOf(of.Type), frame))
            return false;
        foreach (var part in of.Parts)
        {
            frame.Variables[Pattern.It] = value;
            if (Evaluator.Evaluate(part.Read, frame) is not { } inner)
                return null;
            var matches = Match(part.Pattern, inner, frame);
            if (matches != true)
                return matches;
        }
        if (of.Variable.Length > 0)
            frame.Variables[of.Variable] = value;
        return true;
    }
}
