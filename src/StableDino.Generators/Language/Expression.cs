using Microsoft.CodeAnalysis;
using StableDino.Generators.Model;

namespace StableDino.Generators.Language;

/// <summary>
/// The configuration language as a tree: an expression of C# after binding, before evaluation. A compiled assembly
/// carries its
/// configuration functions in this form (see <see cref="ExpressionText"/>).
/// </summary>
internal abstract record Expression
{
    private Expression() { }

    /// <summary>How it was written; null for what a compiled assembly carries.</summary>
    public SyntaxNode? Written { get; init; }

    /// <summary>Where it was written; nowhere for what a compiled assembly carries.</summary>
    public SourceSpan Span => Written is { } node ? SourceSpan.Of(node) : SourceSpan.Nowhere;

    /// <summary>How it was written: at most sixty characters, on one line.</summary>
    public string Text => Written is { } node ? Shortened(node) : "";

    /// <summary>At most sixty characters of a node, on one line.</summary>
    public static string Shortened(SyntaxNode node)
    {
        var text = node.SyntaxTree.GetText().ToString(new(node.Span.Start, Math.Min(node.Span.Length, 400)));
        var line = string.Join(" ", text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 60 ? line : line.Substring(0, 57) + "…";
    }

    /// <summary>A literal, a constant or an enum member.</summary>
    public sealed record Constant(ConfigValue Value) : Expression;

    /// <summary>A parameter, a local, a pattern's variable, or <c>this</c>.</summary>
    public sealed record Variable(string Name) : Expression;

    /// <summary>A record by its main constructor.</summary>
    public sealed record Create(string Type, EquatableArray<Argument> Arguments) : Expression;

    /// <summary>A record with some parts replaced.</summary>
    public sealed record With(Expression Operand, EquatableArray<Argument> Parts) : Expression;

    /// <summary>A part of a record, or the computed property <paramref name="Key"/> of it.</summary>
    public sealed record Read(Expression Operand, string Name, string Key) : Expression;

    /// <summary>A static member or a function, by its key.</summary>
    public sealed record Call(string Key, EquatableArray<TypeArgument> Types, EquatableArray<Argument> Arguments)
        : Expression;

    /// <summary>A lambda; its free variables are those of its surroundings.</summary>
    public sealed record Lambda(EquatableArray<string> Parameters, Expression Body) : Expression;

    /// <summary>A call of a lambda.</summary>
    public sealed record Invoke(Expression Function, EquatableArray<Expression> Arguments) : Expression;

    /// <summary>A named value inside an expression.</summary>
    public sealed record Let(string Name, Expression Value, Expression Body) : Expression;

    /// <summary>
    /// An operator or a known function over operands: its name is C#'s name of the operator's kind, or <c>Math.Max</c>
    /// and the like.
    /// </summary>
    public sealed record Operation(string Name, EquatableArray<Expression> Operands) : Expression;

    /// <summary>A conversion to a type.</summary>
    public sealed record Convert(string Type, Expression Operand) : Expression;

    /// <summary><c>condition ? yes : no</c>.</summary>
    public sealed record Choose(Expression Condition, Expression Yes, Expression No) : Expression;

    /// <summary><c>value is pattern</c>.</summary>
    public sealed record Is(Expression Operand, Pattern Pattern) : Expression;

    /// <summary>A switch expression.</summary>
    public sealed record Switch(Expression Operand, EquatableArray<Arm> Arms) : Expression;

    /// <summary>A text with values in it.</summary>
    public sealed record Interpolate(EquatableArray<Expression> Parts) : Expression;

    /// <summary>A collection expression.</summary>
    public sealed record Collection(EquatableArray<Item> Items) : Expression;

    /// <summary><c>throw new Exception(message)</c>: the function refuses its arguments.</summary>
    public sealed record Refuse(Expression Message) : Expression;

    /// <summary>
    /// What is outside the language: evaluating it is the problem <paramref name="Id"/>; an empty id is what the C#
    /// compiler reports itself.
    /// </summary>
    public sealed record Fault(string Id, EquatableArray<string> Arguments) : Expression;

    /// <summary>A named argument or part; a default was not written by anyone.</summary>
    public sealed record Argument(string Name, Expression Value, bool IsDefault = false);

    /// <summary>What a type parameter stands for.</summary>
    public sealed record TypeArgument(string Name, string Type);

    /// <summary>One arm of a switch.</summary>
    public sealed record Arm(Pattern Pattern, Expression? Guard, Expression Value);

    /// <summary>An element of a collection, or the elements of another one.</summary>
    public sealed record Item(Expression Value, bool IsSpread = false);
}
