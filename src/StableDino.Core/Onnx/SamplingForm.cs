namespace StableDino.Onnx;

/// <summary>Operators that deformable attention is written in.</summary>
public enum SamplingForm
{
    /// <summary>One <c>GridSample</c> for each level: the smaller graph.</summary>
    Grid,

    /// <summary>Four gathered corners: for runtimes that have no <c>GridSample</c>, or a wrong one.</summary>
    Gather,
}
