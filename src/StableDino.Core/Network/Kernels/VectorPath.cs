namespace StableDino.Network;

/// <summary>Which registers a kernel computes in. Each gives the same result up to the order of a few sums.</summary>
public enum VectorPath
{
    /// <summary>The widest registers of this processor.</summary>
    Widest,

    /// <summary>Sixteen floats (AVX-512).</summary>
    Bits512,

    /// <summary>Eight floats (AVX2).</summary>
    Bits256,

    /// <summary>Four floats (SSE, NEON).</summary>
    Bits128,

    /// <summary>One float: the plain reading of the formulas, which runs everywhere.</summary>
    Scalar,
}
