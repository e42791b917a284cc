namespace StableDino.Data;

/// <summary>What a <see cref="DataFault"/> means for the run.</summary>
public enum DataFaultSeverity
{
    /// <summary>The data is refused.</summary>
    Error,

    /// <summary>The entry is repaired or left out, or is worth a look, and the run goes on.</summary>
    Warning,

    /// <summary>Nothing is wrong; people like to know.</summary>
    Information,
}
