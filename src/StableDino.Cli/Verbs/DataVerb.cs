using System.CommandLine;

namespace StableDino.Cli.Verbs;

/// <summary><c>data check</c> and <c>data convert</c></summary>
internal static class DataVerb
{
    public static Command Command() => new("data", "Check a data set, fix it, or convert it from another format.") 
    {
        DataCheckVerb.Command(),
        DataConvertVerb.Command(),
    };
}
