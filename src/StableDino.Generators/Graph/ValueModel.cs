using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>A value of the forward pass.</summary>
/// <param name="Name">Its local variable.</param>
/// <param name="Type">The record it is handed over in.</param>
/// <param name="Shapes">Shapes of its parts in words, for one image of 800×1066.</param>
internal sealed record ValueModel(string Name, Handover Type, EquatableArray<string> Shapes)
{
    /// <summary>What else there is to say of it, in words.</summary>
    public string Note { get; init; } = "";

    /// <summary>Type and shapes: <c>EncoderMemory [1, 17600, 32]</c>.</summary>
    public override string ToString() => $"{Type} {string.Join(", ", Shapes)}";
}
