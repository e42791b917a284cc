namespace StableDino.Configuration;

/// <summary>One number for each of a backbone's four stages.</summary>
/// <param name="Stage2">Stride 4.</param>
/// <param name="Stage3">Stride 8.</param>
/// <param name="Stage4">Stride 16.</param>
/// <param name="Stage5">Stride 32.</param>
public sealed record StageCounts(int Stage2, int Stage3, int Stage4, int Stage5)
{
    /// <summary>The four numbers, finest stage first.</summary>
    internal int[] InOrder() => [Stage2, Stage3, Stage4, Stage5];
}
