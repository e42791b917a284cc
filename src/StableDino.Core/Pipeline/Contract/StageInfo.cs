namespace StableDino.Pipeline;

/// <summary>One stage of a compiled graph.</summary>
/// <param name="Name">Its property in the graph; in camel case its field, by which profiles name it.</param>
/// <param name="Type">Its module type.</param>
/// <param name="Input">Shape it takes, in words.</param>
/// <param name="Output">Shape it gives, in words.</param>
/// <param name="Parameters">Numbers it learns, with the configuration's own class count.</param>
/// <param name="Gflops">Multiply–adds ×2 for one image of 800×1066, in 10⁹.</param>
public sealed record StageInfo(string Name, string Type, string Input, string Output, long Parameters, double Gflops);
