namespace StableDino.Properties.Kernels;

/// <summary>Tests that turn process-wide switches (threads, precision): they run alone, after the others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWide
{
    public const string Name = "process-wide switches";
}
