using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>
/// From what the C# compiler has bound to the configuration language. What is outside the language becomes a fault in
/// its place.
/// </summary>
internal sealed class OperationReader(SourceLibrary library)
{
    /// <summary>Reads one expression.</summary>
    public Expression Read(IOperation? operation, SyntaxNode at) =>
        operation is null ? Faults.Silent(at) : Read(operation);

    /// <summary>Reads one expression.</summary>
    public Expression Read(IOperation operation)
    {
        var at = operation.Syntax;
        if (operation.ConstantValue is { HasValue: true, Value: var constant })
            return Constants.Of(operation, constant);
        Expression read = operation switch
        {
            IConversionOperation conversion => Convert(conversion),
            IParenthesizedOperation parentheses => Read(parentheses.Operand),
            IObjectCreationOperation creation => Create(creation),
            IWithOperation with => new Expression.With(Read(with.Operand), Parts(with.Initializer)),
            IPropertyReferenceOperation { Arguments.Length: 0 } reference => Property(reference),
            IFieldReferenceOperation { Instance: null } reference =>
                new References(library).Static(reference.Field, at),
            IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } =>
                new Expression.Variable("this"),
            IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } =>
                new Expression.Variable(Pattern.It),
            IParameterReferenceOperation parameter => new Expression.Variable(parameter.Parameter.Name),
            ILocalReferenceOperation local => new Expression.Variable(local.Local.Name),
            IInvocationOperation call => Call(call),
            IDelegateCreationOperation made => Read(made.Target),
            IMethodReferenceOperation { Method: var method } => Group(method, at),
            IAnonymousFunctionOperation lambda =>
                new Expression.Lambda(
                    lambda.Symbol.Parameters.Select(p => p.Name).ToEquatable(), Block(lambda.Body, at)),
            IBinaryOperation { OperatorMethod: null } binary =>
                Operation(binary.OperatorKind.ToString(), binary.LeftOperand, binary.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary =>
                Operation(binary.OperatorKind.ToString(), binary.LeftOperand, binary.RightOperand),
            IUnaryOperation { OperatorMethod: null } unary => Operation(unary.OperatorKind.ToString(), unary.Operand),
            IConditionalOperation { WhenFalse: { } no } choice =>
                new Expression.Choose(Read(choice.Condition), Read(choice.WhenTrue), Read(no)),
            IIsTypeOperation test => new Expression.Is(
                Read(test.ValueOperand),
                Negated(new Pattern.Of(Name(test.TypeOperand), "", EquatableArray<Pattern.Part>.Empty),
                    test.IsNegated)),
            IIsPatternOperation test =>
                new Expression.Is(Read(test.Value), new PatternReader(this, library).Read(test.Pattern)),
            ISwitchExpressionOperation choice =>
                new Expression.Switch(Read(choice.Value), choice.Arms.Select(Arm).ToEquatable()),
            IInterpolatedStringOperation text => new Expression.Interpolate(text.Parts.Select(Part).ToEquatable()),
            ICollectionExpressionOperation list => new Expression.Collection(list.Elements.Select(Item).ToEquatable()),
            IArrayCreationOperation { IsImplicit: true, Initializer: { } elements } =>
                new Expression.Collection(elements.ElementValues.Select(Item).ToEquatable()),
            IThrowOperation { Exception: { } exception } => Refuse(exception, at),
            IInvalidOperation => Faults.Silent(at),
            _ => Faults.Unknown(operation),
        };
        return read.Written is null ? read with { Written = at } : read;
    }

    /// <summary>Reads a body: local constants, early returns and one value at the end.</summary>
    public Expression Block(IOperation? body, SyntaxNode at) =>
        body is IBlockOperation block ? Block(block.Operations, 0, at) : Faults.Silent(at);

    /// <summary>A type by its C# name; a type parameter by its own name after an exclamation mark.</summary>
    public static string Name(ITypeSymbol type) => type is ITypeParameterSymbol parameter
        ? "!" + parameter.Name : type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString();

    /// <summary>What the type parameters of a member and of its declaring types stand for.</summary>
    public static EquatableArray<Expression.TypeArgument> TypesOf(ISymbol member)
    {
        var types = new List<Expression.TypeArgument>();
        if (member is IMethodSymbol method)
            types.AddRange(method.TypeParameters.Zip(
                method.TypeArguments, (p, a) => new Expression.TypeArgument(p.Name, Name(a))));
        for (var type = member.ContainingType; type is not null; type = type.ContainingType)
            types.AddRange(
                type.TypeParameters.Zip(type.TypeArguments, (p, a) => new Expression.TypeArgument(p.Name, Name(a))));
        return types.ToEquatable();
    }

    private Expression Block(ImmutableArray<IOperation> statements, int index, SyntaxNode at)
    {
        if (index >= statements.Length)
            return Faults.Outside(at, "not every path of it returns a value", "one 'return' at the end");
        var statement = statements[index];
        return statement switch
        {
            IReturnOperation { ReturnedValue: { } value } => Read(value),
            IBlockOperation inner => Block([.. inner.Operations, .. statements.Skip(index + 1)], 0, at),
            IVariableDeclarationGroupOperation group =>
                Locals([.. group.Declarations.SelectMany(d => d.Declarators)], 0, statements, index, at),
            IConditionalOperation { WhenTrue: var yes, WhenFalse: var no } choice => new Expression.Choose(
                Read(choice.Condition), Block([yes], 0, yes.Syntax),
                no is null
                    ? Block(statements, index + 1, at)
                    : Block([no, .. statements.Skip(index + 1)], 0, no.Syntax)),
            IThrowOperation => Read(statement),
            _ =>
                Faults.Outside(statement.Syntax, "it is a statement that does something",
                    "local values, 'if' that returns, and 'return'"),
        };
    }

    private Expression Locals(ImmutableArray<IVariableDeclaratorOperation> locals, int local,
        ImmutableArray<IOperation> statements, int index, SyntaxNode at)
    {
        if (local >= locals.Length)
            return Block(statements, index + 1, at);
        return locals[local].GetVariableInitializer() is { Value: var value }
            ? new Expression.Let(
                locals[local].Symbol.Name, Read(value), Locals(locals, local + 1, statements, index, at))
            : Faults.Outside(locals[local].Syntax, "it has no value yet", "a value where it is declared");
    }

    private Expression Convert(IConversionOperation conversion)
    {
        if (conversion.OperatorMethod is not null)
            return Faults.Outside(conversion.Syntax, "it runs a conversion operator", "a value of the needed type");
        return conversion.Type is null or { IsReferenceType: true } && conversion.IsImplicit
            ? Read(conversion.Operand)
            : new Expression.Convert(conversion.Type is null ? "" : Name(conversion.Type), Read(conversion.Operand));
    }

    private Expression Create(IObjectCreationOperation creation)
    {
        if (creation is not { Type: INamedTypeSymbol { IsRecord: true } type, Constructor: { } constructor })
            return Faults.Outside(creation.Syntax,
                $"'{creation.Type?.ToDisplayString()}' is not a configuration record",
                "a record of StableDino.Configuration");
        if (constructor.Parameters.Any(p => type.GetMembers(p.Name).OfType<IPropertySymbol>().FirstOrDefault() is null))
            return Faults.Outside(creation.Syntax,
                "this constructor has parameters that are not properties of the record",
                "the record's main constructor");
        var made = new Expression.Create(Name(type), Arguments(creation.Arguments));
        return creation.Initializer is { } initializer
            ? new Expression.With(made with { Written = creation.Syntax }, Parts(initializer))
            : made;
    }

    private EquatableArray<Expression.Argument> Arguments(ImmutableArray<IArgumentOperation> arguments) =>
        arguments.OrderBy(a => a.Parameter?.Ordinal ?? 0)
            .Select(a => new Expression.Argument(
                a.Parameter?.Name ?? "", Read(a.Value), a.ArgumentKind == ArgumentKind.DefaultValue)).ToEquatable();

    private EquatableArray<Expression.Argument> Parts(IObjectOrCollectionInitializerOperation initializer) =>
        initializer.Initializers.Select(step =>
            step is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property },
                Value: var value }
                ? new Expression.Argument(property.Name, Read(value))
                : new Expression.Argument("",
                    Faults.Outside(step.Syntax, "it is not an assignment to a property", "Property = value")))
            .ToEquatable();

    private Expression Property(IPropertyReferenceOperation reference) => reference.Instance is { } instance
        ? new Expression.Read(Read(instance), reference.Property.Name, library.KeyOf(reference.Property))
        : new References(library).Static(reference.Property, reference.Syntax);

    private Expression Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke && call.Instance is { } function)
            return new Expression.Invoke(Read(function),
                call.Arguments.OrderBy(a => a.Parameter?.Ordinal ?? 0).Select(a => Read(a.Value)).ToEquatable());
        if (call.Arguments.Any(a => a.Parameter is null or { RefKind: not (RefKind.None or RefKind.In) }))
            return Faults.Outside(call.Syntax, $"'{method.Name}' hands values back through its arguments",
                "a function that returns its value");
        if (method.ContainingType is { } type && KnownFunctions.Contains($"{type.ToDisplayString()}.{method.Name}"))
            return Operation($"{type.ToDisplayString()}.{method.Name}",
                [.. call.Arguments.OrderBy(a => a.Parameter!.Ordinal).Select(a => a.Value)]);
        EquatableArray<Expression.Argument> self = call.Instance is { } instance
            ? EquatableArray.Of(new Expression.Argument("this", Read(instance)))
            : EquatableArray<Expression.Argument>.Empty;
        return new References(library).Function(
            method, self.Concat(Arguments(call.Arguments)).ToEquatable(), call.Syntax);
    }

    // A method named where a function is wanted: the lambda that calls it.
    private Expression Group(IMethodSymbol method, SyntaxNode at) => method.IsStatic
        ? new Expression.Lambda(
            method.Parameters.Select(p => p.Name).ToEquatable(),
            new References(library).Function(method,
                method.Parameters.Select(p => new Expression.Argument(p.Name, new Expression.Variable(p.Name)))
                    .ToEquatable(), at))
        : Faults.Outside(at, "it is a method of an object", "a static method or a lambda");

    private Expression.Operation Operation(string name, params IOperation[] operands) =>
        new(name, operands.Select(Read).ToEquatable());

    private static Pattern Negated(Pattern pattern, bool negated) => negated ? new Pattern.Not(pattern) : pattern;

    private Expression.Arm Arm(ISwitchExpressionArmOperation arm) =>
        new(new PatternReader(this, library).Read(arm.Pattern), arm.Guard is { } guard ? Read(guard) : null,
            Read(arm.Value));

    private Expression Part(IInterpolatedStringContentOperation part) => part switch
    {
        IInterpolatedStringTextOperation text => Read(text.Text),
        IInterpolationOperation { FormatString: null, Alignment: null } hole => Read(hole.Expression),
        _ => Faults.Outside(part.Syntax, "only texts and whole values may be interpolated", "a plain text"),
    };

    private Expression.Item Item(IOperation element) =>
        element is ISpreadOperation spread ? new(Read(spread.Operand), IsSpread: true) : new(Read(element));

    private Expression Refuse(IOperation exception, SyntaxNode at)
    {
        while (exception is IConversionOperation conversion)
            exception = conversion.Operand;
        return exception is IObjectCreationOperation { Arguments: { Length: > 0 } arguments }
            && arguments[0].Value.Type?.SpecialType == SpecialType.System_String
            ? new Expression.Refuse(Read(arguments[0].Value))
            : Faults.Outside(at, "it says nothing", "throw new ArgumentException(\"why\")");
    }
}
