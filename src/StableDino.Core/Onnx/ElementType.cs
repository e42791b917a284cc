namespace StableDino.Onnx;

/// <summary>Element types of ONNX tensors, by their numbers in <c>TensorProto.DataType</c>.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point.</summary>
    Single = 1,

    /// <summary>Unsigned bytes.</summary>
    Byte = 2,

    /// <summary>32-bit integers.</summary>
    Int32 = 6,

    /// <summary>64-bit integers.</summary>
    Int64 = 7,

    /// <summary>Truth values.</summary>
    Boolean = 9,

    /// <summary>16-bit floating point.</summary>
    Half = 10,
}
