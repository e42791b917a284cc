namespace StableDino.Cli;

/// <summary>What a process returns to its caller.</summary>
internal static class ExitCode
{
    /// <summary>The job is done.</summary>
    public const int Done = 0;

    /// <summary>The job began and could not be finished.</summary>
    public const int Failed = 1;

    /// <summary>Arguments or input cannot be used; nothing was written.</summary>
    public const int Unusable = 2;
}
