using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableDino.Generators.Diagnostics;

namespace StableDino.Generators.Evaluation;

/// <summary>
/// The configuration language: a total, pure evaluator over bound expressions. It gives a value, or notes why not at the exact
/// sub-expression and gives null.
/// </summary>
internal static class Evaluator
{
    /// <summary>Evaluates one expression.</summary>
    public static Traced? Evaluate(IOperation operation, Scope scope)
    {
        scope.Cancel.ThrowIfCancellationRequested();
        if (operation.ConstantValue is { HasValue: true, Value: var constant })
            return Constants.Of(operation, constant, scope);

        return operation switch
        {
            IConversionOperation conversion => Convert(conversion, scope),
            IParenthesizedOperation parentheses => Evaluate(parentheses.Operand, scope),
            IObjectCreationOperation creation => Create(creation, scope),
            IWithOperation with => With(with, scope),
            IPropertyReferenceOperation { Instance: null } reference => References.Static(reference.Property, operation.Syntax, scope),
            IPropertyReferenceOperation { Instance: { } instance } reference => References.Read(instance, reference.Property, operation.Syntax, scope),
            IFieldReferenceOperation { Instance: null } reference => References.Static(reference.Field, operation.Syntax, scope),
            IInstanceReferenceOperation when scope.This is { } self => self,
            IBinaryOperation binary => Binary(binary, scope),
            IUnaryOperation unary => Unary(unary, scope),
            IConditionalOperation { WhenFalse: { } no } conditional => Choose(conditional, no, scope),
            IInterpolatedStringOperation text => Interpolate(text, scope),
            IInvalidOperation => null,      // the C# compiler says why
            _ => Unknown(operation, scope),
        };
    }

    private static Traced? Convert(IConversionOperation conversion, Scope scope)
    {
        if (conversion.OperatorMethod is not null)
            return scope.Unsupported(conversion.Syntax, "it runs a conversion operator", "a value of the needed type");
        return Evaluate(conversion.Operand, scope) switch
        {
            Traced.Scalar { Value: ConfigValue.Constant number } scalar when Numbers.Convert(number.Value, conversion.Type) is { } converted =>
                scalar with { Value = new ConfigValue.Constant(converted) },
            Traced.Record record => record,
            Traced.Scalar { Value: ConfigValue.EnumMember } scalar when conversion.Type?.TypeKind == TypeKind.Enum => scalar,
            null => null,
            _ => scope.Unsupported(conversion.Syntax, $"it converts to '{conversion.Type?.ToDisplayString()}'", "a value of the needed type"),
        };
    }

    private static Traced? Create(IObjectCreationOperation creation, Scope scope)
    {
        if (creation is not { Type: INamedTypeSymbol { IsRecord: true } type, Constructor: { } constructor })
            return scope.Unsupported(creation.Syntax, $"'{creation.Type?.ToDisplayString()}' is not a configuration record", "a record of StableDino.Configuration");
        if (constructor.Parameters.Any(p => type.GetMembers(p.Name).OfType<IPropertySymbol>().FirstOrDefault() is null))
            return scope.Unsupported(creation.Syntax, "this constructor has parameters that are not properties of the record", "the record's main constructor");

        var parts = creation.Arguments.OrderBy(a => a.Parameter!.Ordinal)
            .Select(a => (a.Parameter!.Name, Value: Argument(a, creation, scope))).ToImmutableArray();
        if (parts.Any(p => p.Value is null))
            return null;
        var record = new Traced.Record(
            type.ToDisplayString(), [.. parts.Select(p => new KeyValuePair<string, Traced>(p.Name, p.Value!))], creation.Syntax.GetLocation());
        return creation.Initializer is { } initializer ? Assign(record, initializer, scope) : record;
    }

    private static Traced? Argument(IArgumentOperation argument, IObjectCreationOperation creation, Scope scope) =>
        Evaluate(argument.Value, scope) switch
        {
            Traced.Scalar scalar when argument.ArgumentKind == ArgumentKind.DefaultValue =>
                scalar with { Origin = creation.Syntax.GetLocation(), IsDefault = true },
            var value => value,
        };

    private static Traced? With(IWithOperation with, Scope scope) => Evaluate(with.Operand, scope) switch
    {
        Traced.Record record => Assign(record with { Origin = with.Syntax.GetLocation(), IsDefault = false }, with.Initializer, scope),
        null => null,
        _ => scope.Unsupported(with.Syntax, "its left side is not a record", "a configuration record before 'with'"),
    };

    private static Traced? Assign(Traced.Record record, IObjectOrCollectionInitializerOperation initializer, Scope scope)
    {
        var result = (Traced.Record?)record;
        foreach (var step in initializer.Initializers)
        {
            if (step is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property }, Value: var value })
                result = Evaluate(value, scope) is { } part ? result?.With(property.Name, part) : null;
            else
                result = (Traced.Record?)scope.Unsupported(step.Syntax, "it is not an assignment to a property", "Property = value");
        }
        return result;
    }

    private static Traced? Binary(IBinaryOperation binary, Scope scope)
    {
        if (Evaluate(binary.LeftOperand, scope) is not { } left)
            return null;
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr
            && left is Traced.Scalar { Value: ConfigValue.Constant { Value: bool decided } }
            && decided == (binary.OperatorKind == BinaryOperatorKind.ConditionalOr))
            return left;
        if (Evaluate(binary.RightOperand, scope) is not { } right)
            return null;
        return Finish(Numbers.Binary(binary.OperatorKind, left.Plain, right.Plain), binary, scope);
    }

    private static Traced? Unary(IUnaryOperation unary, Scope scope) =>
        Evaluate(unary.Operand, scope) is { } operand ? Finish(Numbers.Unary(unary.OperatorKind, operand.Plain), unary, scope) : null;

    private static Traced? Finish(Computed computed, IOperation operation, Scope scope) => computed switch
    {
        Computed.Done(var value) => new Traced.Scalar(new ConfigValue.Constant(value), operation.Syntax.GetLocation()),
        Computed.NoResult(var reason) => scope.Fail(Descriptors.Arithmetic, operation.Syntax, Scope.Shortened(operation.Syntax.ToString()), reason),
        _ => scope.Unsupported(operation.Syntax, "this operator does not apply to these values", "+ - * / %, comparisons, && || ! on numbers and truth values"),
    };

    private static Traced? Choose(IConditionalOperation conditional, IOperation no, Scope scope) => Evaluate(conditional.Condition, scope) switch
    {
        Traced.Scalar { Value: ConfigValue.Constant { Value: bool yes } } => Evaluate(yes ? conditional.WhenTrue : no, scope),
        null => null,
        _ => scope.Unsupported(conditional.Condition.Syntax, "it is not a truth value", "a comparison of configuration values"),
    };

    private static Traced? Interpolate(IInterpolatedStringOperation text, Scope scope)
    {
        var parts = text.Parts.Select(part => part switch
        {
            IInterpolatedStringTextOperation { Text.ConstantValue.Value: string literal } => literal,
            IInterpolationOperation { FormatString: null, Alignment: null, Expression: var hole } =>
                Evaluate(hole, scope) is Traced.Scalar { Value: ConfigValue.Constant { Value: var value } } ? Numbers.Text(value) : null,
            _ => null,
        }).ToList();
        return parts.Any(p => p is null)
            ? scope.Unsupported(text.Syntax, "only texts and whole values may be interpolated", "a plain text")
            : new Traced.Scalar(new ConfigValue.Constant(string.Concat(parts)), text.Syntax.GetLocation());
    }

    private static Traced? Unknown(IOperation operation, Scope scope) => operation switch
    {
        IInvocationOperation call => scope.Unsupported(call.Syntax, $"it calls the method '{call.TargetMethod.Name}'", "the value, or a 'with' expression"),
        IParameterReferenceOperation or ILocalReferenceOperation =>
            scope.Unsupported(operation.Syntax, "it is known only at run time", "a constant or another configuration member"),
        IFieldReferenceOperation or IInstanceReferenceOperation =>
            scope.Unsupported(operation.Syntax, "it reads an object at run time", "a static configuration member"),
        _ => scope.Unsupported(operation.Syntax, $"it is a '{operation.Kind}'", "literals, records, 'with', arithmetic and configuration members"),
    };
}
