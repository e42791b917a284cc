using Microsoft.CodeAnalysis;

namespace StableDino.Generators.Evaluation;

/// <summary>What the C# compiler has already computed.</summary>
internal static class Constants
{
    /// <summary>A literal, a constant, an enum member or a folded expression.</summary>
    public static Traced? Of(IOperation operation, object? value, Scope scope)
    {
        if (operation.Type is INamedTypeSymbol { TypeKind: TypeKind.Enum } type)
            return Enum(type, value, operation, scope);
        return value is bool or int or long or float or double or string
            ? new Traced.Scalar(new ConfigValue.Constant(value), operation.Syntax.GetLocation())
            : scope.Unsupported(
                operation.Syntax,
                value is null ? "null is not a configuration value" : $"'{operation.Type?.ToDisplayString()}' is not a type of configuration values",
                value is null ? "a record, for instance one named None" : "an int, float, bool or string");
    }

    private static Traced? Enum(INamedTypeSymbol type, object? value, IOperation operation, Scope scope)
    {
        var member = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value));
        return member is null
            ? scope.Unsupported(operation.Syntax, $"{value} is not a member of '{type.Name}'", string.Join(" or ", type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).Select(f => $"{type.Name}.{f.Name}")))
            : new Traced.Scalar(new ConfigValue.EnumMember(type.ToDisplayString(), member.Name), operation.Syntax.GetLocation());
    }
}
