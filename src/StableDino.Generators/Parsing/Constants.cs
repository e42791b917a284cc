using Microsoft.CodeAnalysis;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>What the C# compiler has already computed.</summary>
internal static class Constants
{
    /// <summary>A literal, a constant, an enum member or a folded expression.</summary>
    public static Expression Of(IOperation operation, object? value)
    {
        if (operation.Type is INamedTypeSymbol { TypeKind: TypeKind.Enum } type)
            return Enum(type, value, operation.Syntax);
        return value is bool or int or long or float or double or string
            ? new Expression.Constant(new ConfigValue.Constant(value)) { Written = operation.Syntax }
            : Faults.Outside(
                operation.Syntax,
                value is null
                    ? "null is not a configuration value"
                    : $"'{operation.Type?.ToDisplayString()}' is not a type of configuration values",
                value is null ? "a record, for instance one named None" : "an int, float, bool or string");
    }

    private static Expression Enum(INamedTypeSymbol type, object? value, SyntaxNode at)
    {
        var member = type.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value));
        return member is null
            ? Faults.Outside(at, $"{value} is not a member of '{type.Name}'",
                string.Join(" or ", type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue)
                    .Select(f => $"{type.Name}.{f.Name}")))
            : new Expression.Constant(new ConfigValue.EnumMember(type.ToDisplayString(), member.Name)) { Written = at };
    }
}
