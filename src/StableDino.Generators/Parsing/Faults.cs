using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>Expressions that have no meaning in the configuration language, each with what to write instead.</summary>
internal static class Faults
{
    /// <summary>A problem at an expression.</summary>
    public static Expression.Fault Of(DiagnosticDescriptor descriptor, SyntaxNode at, params string[] arguments) =>
        new(descriptor.Id, EquatableArray.Of(arguments)) { Written = at };

    /// <summary>What is outside the language.</summary>
    public static Expression.Fault Outside(SyntaxNode at, string reason, string instead) =>
        Of(Descriptors.UnsupportedExpression, at, Expression.Shortened(at), reason, instead);

    /// <summary>What the C# compiler reports itself.</summary>
    public static Expression.Fault Silent(SyntaxNode at) => new("", EquatableArray<string>.Empty) { Written = at };

    /// <summary>An operation of another kind.</summary>
    public static Expression.Fault Unknown(IOperation operation) => operation switch
    {
        IFieldReferenceOperation or IInstanceReferenceOperation =>
            Outside(operation.Syntax, "it reads an object at run time", "a static configuration member"),
        IArrayElementReferenceOperation or IPropertyReferenceOperation =>
            Outside(operation.Syntax, "it reads one element of several", "the element's value"),
        ICoalesceOperation or IConditionalAccessOperation =>
            Outside(operation.Syntax, "it asks for null, which no configuration value is", "the value itself"),
        IAwaitOperation => Outside(operation.Syntax, "it waits for something at run time", "a value"),
        _ =>
            Outside(operation.Syntax, $"it is a '{operation.Kind}'",
                "literals, records, 'with', arithmetic, choices, functions and configuration members"),
    };
}
