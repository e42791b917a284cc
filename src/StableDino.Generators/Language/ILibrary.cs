namespace StableDino.Generators.Language;

/// <summary>Everything that an expression may refer to.</summary>
internal interface ILibrary
{
    /// <summary>The definition of a member or function, or null where there is none of that key.</summary>
    Definition? Find(string key);

    /// <summary>Whether a type is another one or derives from it.</summary>
    bool Derives(string type, string ancestor);
}
