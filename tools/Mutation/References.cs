namespace StableDino.Mutation;

/// <summary>
/// What the library is compiled against: all that this program runs on, the shared framework and the library's
/// packages.
/// </summary>
internal static class References
{
    public static IEnumerable<string> All =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
}
