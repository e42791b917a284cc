namespace StableDino.Properties;

/// <summary>Tests that need torch's global random generator to themselves: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class GlobalRandomness
{
    public const string Name = "global randomness";
}
