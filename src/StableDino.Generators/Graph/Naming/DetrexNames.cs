namespace StableDino.Generators.Graph;

/// <summary>
/// The names that most checkpoints give to parameters: the stage's prefix before the part's name, unless it stands at
/// the root.
/// </summary>
internal static class DetrexNames
{
    /// <summary>The official name of a part.</summary>
    public static string Of(StageModel stage, Part part) => part.IsAtRoot ? part.Name : stage.Official + part.Name;
}
