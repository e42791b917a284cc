using StableDino.Generators.Model;

namespace StableDino.Generators.Language;

/// <summary>The defining expression of a member or function.</summary>
/// <param name="Name">Its short name, for messages.</param>
/// <param name="Parameters">Its parameters; <c>this</c> first for a computed property.</param>
/// <param name="Body">Its expression.</param>
/// <param name="IsCarried">Whether it was read from a compiled assembly, so that it has no place in a file
/// here.</param>
internal sealed record Definition(string Name, EquatableArray<string> Parameters, Expression Body, bool IsCarried);
