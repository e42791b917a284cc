namespace StableDino.Onnx;

/// <summary>Choices that every module of an exported graph follows.</summary>
/// <param name="Opset">Version of the operators, from <see cref="LeastOpset"/> to <see cref="MostOpset"/>.</param>
/// <param name="Sampling">How deformable attention is written.</param>
/// <param name="HalfWeights">Whether large weights are stored in 16 bits and widened when the graph runs.</param>
public sealed record GraphOptions(
    int Opset = GraphOptions.LeastOpset, SamplingForm Sampling = SamplingForm.Grid, bool HalfWeights = false)
{
    /// <summary>The first opset with <c>LayerNormalization</c>; <c>GridSample</c> came one before.</summary>
    public const int LeastOpset = 17;

    /// <summary>The last opset that the emitters know.</summary>
    public const int MostOpset = 20;

    /// <summary>Version of the file format that belongs to the opset.</summary>
    internal int IrVersion => Opset >= 19 ? 9 : 8;
}
