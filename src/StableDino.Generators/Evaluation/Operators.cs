using Microsoft.CodeAnalysis.Operations;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>Operators and known functions by name.</summary>
internal static class Operators
{
    /// <summary>Applies an operator or a known function.</summary>
    public static Computed Apply(string name, IReadOnlyList<ConfigValue> operands) => (name, operands) switch
    {
        (KnownFunctions.Max, [var a, var b]) => Pick(BinaryOperatorKind.GreaterThanOrEqual, a, b),
        (KnownFunctions.Min, [var a, var b]) => Pick(BinaryOperatorKind.LessThanOrEqual, a, b),
        (KnownFunctions.Abs, [var a]) => Numbers.Unary(UnaryOperatorKind.Minus, a) switch
        {
            Computed.Done { Value: var negated } =>
                Pick(BinaryOperatorKind.GreaterThanOrEqual, a, new ConfigValue.Constant(negated)),
            var none => none,
        },
        (KnownFunctions.Clamp, [var value, var least, var most]) => Clamp(value, least, most),
        (_, [var a]) when Enum.TryParse<UnaryOperatorKind>(name, out var unary) => Numbers.Unary(unary, a),
        (_, [var a, var b]) when Enum.TryParse<BinaryOperatorKind>(name, out var binary) =>
            Numbers.Binary(binary, a, b),
        _ => new Computed.NotDefined(),
    };

    private static Computed Pick(BinaryOperatorKind comparison, ConfigValue a, ConfigValue b) =>
        Numbers.Binary(comparison, a, b) switch
        {
            Computed.Done { Value: bool first } => new Computed.Done(((ConfigValue.Constant)(first ? a : b)).Value),
            var none => none,
        };

    private static Computed Clamp(ConfigValue value, ConfigValue least, ConfigValue most) =>
        Numbers.Binary(BinaryOperatorKind.GreaterThan, least, most) switch
        {
            Computed.Done { Value: true } =>
                new Computed.NoResult(
                    $"the least value {CanonicalText.Print(least)} is above the largest {CanonicalText.Print(most)}"),
            Computed.Done =>
                Pick(BinaryOperatorKind.GreaterThanOrEqual, value, least) is Computed.Done { Value: var raised }
                    ? Pick(BinaryOperatorKind.LessThanOrEqual, new ConfigValue.Constant(raised), most)
                    : new Computed.NotDefined(),
            var none => none,
        };
}
