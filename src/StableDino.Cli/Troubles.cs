using System.Globalization;
using StableDino.Checkpoints;
using StableDino.Data;
using StableDino.Runs;

namespace StableDino.Cli;

/// <summary>The library's faults as the tool reports them.</summary>
internal static class Troubles
{
    public static Trouble Of(CheckpointFault fault) =>
        new(fault.Message, fault.File, fault.Offset is { } offset ? $"byte {offset.ToString(CultureInfo.InvariantCulture)}" : null, fault.Mend);

    public static Trouble Of(DataFault fault) => new(fault.Message, fault.File, fault.Place, fault.Mend);

    public static Trouble Of(RecipeFault fault) => new(fault.Message, Place: fault.Path, Mend: fault.Mend);

    public static Trouble Of(TrainingFault fault) => new(fault.Message, fault.File, Mend: fault.Mend);
}
