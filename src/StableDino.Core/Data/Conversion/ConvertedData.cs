using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>A data set that was converted.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Splits">The splits that were written, with the number of their images and objects.</param>
/// <param name="Faults">What could not be converted, and what the new format has no word for.</param>
/// <param name="Check">What a check found in the result, for COCO's layout; of the source otherwise.</param>
public sealed record ConvertedData(string Folder, ImmutableArray<(string Name, int Images, int Objects)> Splits,
    ImmutableArray<DataFault> Faults, DataReport Check)
{
    /// <summary>All of them.</summary>
    public IEnumerable<DataFault> AllFaults => Faults.Concat(Check.Faults);
}
