namespace StableDino.Generators.Evaluation;

/// <summary>Everything that an expression may refer to.</summary>
internal interface ILibrary
{
    /// <summary>The definition of a member or function, or null where there is none of that key.</summary>
    Definition? Find(string key);

    /// <summary>Whether a type is another one or derives from it.</summary>
    bool Derives(string type, string ancestor);

    /// <summary>What is remembered of a member's value, or a fresh evaluation that is remembered.</summary>
    Evaluated Remember(string key, Func<Evaluated> evaluate);
}
