namespace StableDino.Objective;

/// <summary>One layer of a branch in the loss.</summary>
/// <param name="Layer">Layer of its predictions.</param>
/// <param name="Suffix">What its terms' official names end with.</param>
/// <param name="Factor">Factor on all its terms.</param>
internal readonly record struct LossRow(int Layer, string Suffix, double Factor)
{
    /// <summary>
    /// Rows of decoder layers by the official code's order and names: the last layer first and without a number, and
    /// the branch's name before or after it.
    /// </summary>
    /// <param name="layers">Decoder layers.</param>
    /// <param name="auxiliary">Factor on all but the last.</param>
    /// <param name="before">Stands before a layer's number.</param>
    /// <param name="after">Stands after it.</param>
    public static IEnumerable<LossRow> LastFirst(
        long layers, double auxiliary, string before = "", string after = "") =>
        Enumerable.Range(0, (int)layers).Select(at => at == 0
            ? new LossRow((int)layers - 1, before + after, 1)
            : new LossRow(at - 1, $"{before}_{at - 1}{after}", auxiliary));
}
