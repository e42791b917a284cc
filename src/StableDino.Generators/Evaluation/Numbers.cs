using System.Globalization;
using Microsoft.CodeAnalysis.Operations;
using StableDino.Generators.Model;

namespace StableDino.Generators.Evaluation;

/// <summary>C#'s operators on evaluated values; overflow is an error, never a wrap.</summary>
internal static class Numbers
{
    /// <summary>
    /// A conversion to a type by its C# name; null where the type is not a number or the value does not fit.
    /// </summary>
    public static object? Convert(object value, string target) => (target, value) switch
    {
        ("object", _) => value,
        ("string", string) or ("bool", bool) => value,
        (_, string or bool) => null,
        ("float", _) => System.Convert.ToSingle(value, CultureInfo.InvariantCulture),
        ("double", _) => System.Convert.ToDouble(value, CultureInfo.InvariantCulture),
        ("int", _) when Math.Truncate(ToDouble(value)) is >= int.MinValue and <= int.MaxValue and var whole =>
            (int)whole,
        ("long", int i) => (long)i,
        ("long", long) => value,
        ("long", _) when Math.Truncate(ToDouble(value)) is > -9.2e18 and < 9.2e18 and var whole => (long)whole,
        _ => null,
    };

    /// <summary>An operator with two operands of one type, as C# has bound it.</summary>
    public static Computed Binary(BinaryOperatorKind kind, ConfigValue left, ConfigValue right) =>
        (left, right, kind) switch
        {
            (_, _, BinaryOperatorKind.Equals) => new Computed.Done(left.Equals(right)),
            (_, _, BinaryOperatorKind.NotEquals) => new Computed.Done(!left.Equals(right)),
            (ConfigValue.Constant { Value: bool a }, ConfigValue.Constant { Value: bool b }, _) => Logic(kind, a, b),
            (ConfigValue.Constant { Value: int a }, ConfigValue.Constant { Value: int b }, _) =>
                Narrow(Whole(kind, a, b)),
            (ConfigValue.Constant { Value: long a }, ConfigValue.Constant { Value: long b }, _) => Whole(kind, a, b),
            (ConfigValue.Constant { Value: float a }, ConfigValue.Constant { Value: float b }, _) =>
                Single(Real(kind, a, b)),
            (ConfigValue.Constant { Value: double a }, ConfigValue.Constant { Value: double b }, _) => Real(kind, a, b),
            (ConfigValue.Constant { Value: string a }, ConfigValue.Constant { Value: var b }, BinaryOperatorKind.Add) =>
                new Computed.Done(a + Text(b)),
            (ConfigValue.Constant { Value: var a }, ConfigValue.Constant { Value: string b }, BinaryOperatorKind.Add) =>
                new Computed.Done(Text(a) + b),
            _ => new Computed.NotDefined(),
        };

    /// <summary>An operator with one operand.</summary>
    public static Computed Unary(UnaryOperatorKind kind, ConfigValue operand) => (kind, operand) switch
    {
        (UnaryOperatorKind.Not, ConfigValue.Constant { Value: bool b }) => new Computed.Done(!b),
        (UnaryOperatorKind.Plus, ConfigValue.Constant { Value: int or long or float or double } number) =>
            new Computed.Done(number.Value),
        (UnaryOperatorKind.Minus, ConfigValue.Constant { Value: int i }) =>
            Narrow(Whole(BinaryOperatorKind.Subtract, 0, i)),
        (UnaryOperatorKind.Minus, ConfigValue.Constant { Value: long l }) => Whole(BinaryOperatorKind.Subtract, 0, l),
        (UnaryOperatorKind.Minus, ConfigValue.Constant { Value: float f }) => new Computed.Done(-f),
        (UnaryOperatorKind.Minus, ConfigValue.Constant { Value: double d }) => new Computed.Done(-d),
        _ => new Computed.NotDefined(),
    };

    /// <summary>A value as C# would print it into a text, whatever the culture.</summary>
    public static string Text(object value) => System.Convert.ToString(value, CultureInfo.InvariantCulture);

    private static double ToDouble(object value) => System.Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static Computed Logic(BinaryOperatorKind kind, bool a, bool b) => kind switch
    {
        BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => new Computed.Done(a && b),
        BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => new Computed.Done(a || b),
        BinaryOperatorKind.ExclusiveOr => new Computed.Done(a ^ b),
        _ => new Computed.NotDefined(),
    };

    private static Computed Whole(BinaryOperatorKind kind, long a, long b)
    {
        try
        {
            return kind switch
            {
                BinaryOperatorKind.Add => new Computed.Done(checked(a + b)),
                BinaryOperatorKind.Subtract => new Computed.Done(checked(a - b)),
                BinaryOperatorKind.Multiply => new Computed.Done(checked(a * b)),
                BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder when b == 0 =>
                    new Computed.NoResult($"{a} divided by 0"),
                BinaryOperatorKind.Divide => new Computed.Done(a / b),
                BinaryOperatorKind.Remainder => new Computed.Done(b == -1 ? 0L : a % b),
                _ => Comparison(kind, a.CompareTo(b)),
            };
        }
        catch (OverflowException)
        {
            return new Computed.NoResult("it is beyond the largest whole number");
        }
    }

    private static Computed Real(BinaryOperatorKind kind, double a, double b) => kind switch
    {
        BinaryOperatorKind.Add => new Computed.Done(a + b),
        BinaryOperatorKind.Subtract => new Computed.Done(a - b),
        BinaryOperatorKind.Multiply => new Computed.Done(a * b),
        BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder when b == 0 =>
            new Computed.NoResult($"{Text(a)} divided by 0"),
        BinaryOperatorKind.Divide => new Computed.Done(a / b),
        BinaryOperatorKind.Remainder => new Computed.Done(a % b),
        _ when double.IsNaN(a) || double.IsNaN(b) => new Computed.Done(false),
        _ => Comparison(kind, a.CompareTo(b)),
    };

    private static Computed Comparison(BinaryOperatorKind kind, int order) => kind switch
    {
        BinaryOperatorKind.LessThan => new Computed.Done(order < 0),
        BinaryOperatorKind.LessThanOrEqual => new Computed.Done(order <= 0),
        BinaryOperatorKind.GreaterThan => new Computed.Done(order > 0),
        BinaryOperatorKind.GreaterThanOrEqual => new Computed.Done(order >= 0),
        _ => new Computed.NotDefined(),
    };

    private static Computed Narrow(Computed computed) => computed switch
    {
        Computed.Done { Value: long l } => l is >= int.MinValue and <= int.MaxValue
            ? new Computed.Done((int)l) : new Computed.NoResult($"{l} is beyond the largest int"),
        _ => computed,
    };

    private static Computed Single(Computed computed) =>
        computed is Computed.Done { Value: double d } ? new Computed.Done((float)d) : computed;
}
