using Microsoft.CodeAnalysis;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Language;
using StableDino.Generators.Model;

namespace StableDino.Generators.Parsing;

/// <summary>References to static members and functions, in source or in a compiled assembly.</summary>
internal sealed class References(SourceLibrary library)
{
    /// <summary>A static property or field.</summary>
    public Expression Static(ISymbol member, SyntaxNode at)
    {
        if (member is IPropertySymbol { SetMethod: not null } or IFieldSymbol { IsReadOnly: false })
            return Faults.Outside(at, "it can change at run time", "a property without a setter or a readonly field");
        if (library.IsInSource(member) && DefiningExpression.BodyOf(member) is null)
            return Faults.Outside(at, $"'{member.Name}' has no initialiser and no expression body",
                "a member declared as '{ get; } = …' or '=> …'");
        return Reference(member, EquatableArray<Expression.Argument>.Empty, at);
    }

    /// <summary>A call of a method.</summary>
    public Expression Function(IMethodSymbol method, EquatableArray<Expression.Argument> arguments, SyntaxNode at)
    {
        if (library.IsInSource(method))
        {
            return method switch
            {
                { MethodKind: MethodKind.LocalFunction } =>
                    Faults.Outside(at, $"'{method.Name}' is a local function", "a static method or a lambda"),
                { IsStatic: false, ContainingType.IsRecord: false } =>
                    Faults.Outside(at, $"'{method.Name}' belongs to an object", "a static method"),
                { IsVirtual: true } or { IsOverride: true } or { IsAbstract: true } =>
                    Faults.Outside(
                        at, $"which '{method.Name}' runs is known only at run time", "a static method with a switch"),
                _ when DefiningExpression.BodyOf(method) is null =>
                    Faults.Outside(at, $"'{method.Name}' has no body", "a method with one"),
                _ => Reference(method, arguments, at),
            };
        }
        return library.Carried.Find(library.KeyOf(method)) is null
            && !library.Carried.KeysIn(method.ContainingAssembly).Any()
            ? Faults.Outside(at, $"it calls the method '{method.Name}'", "the value, or a 'with' expression")
            : Reference(method, arguments, at);
    }

    private Expression Reference(ISymbol member, EquatableArray<Expression.Argument> arguments, SyntaxNode at)
    {
        var key = library.KeyOf(member);
        if (library.IsInSource(member) || library.Carried.Find(key) is not null)
            return new Expression.Call(key, OperationReader.TypesOf(member), arguments);
        var carried = library.Carried.KeysIn(member.ContainingAssembly).ToList();
        var mend = carried.Count == 0
            ? "write its value out"
            : $"write its value out, or start from the nearest it carries: {Nearest.Of(key, carried)}";
        return Faults.Of(Descriptors.NotCarried, at, key, member.ContainingAssembly?.Name ?? "", mend);
    }
}
