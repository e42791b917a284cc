using System.Globalization;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Runs;

namespace StableDino.Cli;

/// <summary>The library's faults as the tool reports them.</summary>
internal static class Faults
{
    public static Fault Of(CheckpointFault fault) =>
        new(fault.Message, fault.File,
            fault.Offset is { } offset ? $"byte {offset.ToString(CultureInfo.InvariantCulture)}" : null, fault.Hint);

    public static Fault Of(DataFault fault) => new(fault.Message, fault.File, fault.Place, fault.Hint);

    public static Fault Of(RecipeFault fault) => new(fault.Message, Place: fault.Path, Hint: fault.Hint);

    public static Fault Of(TrainingFault fault) => new(fault.Message, fault.File, Hint: fault.Hint);
}
