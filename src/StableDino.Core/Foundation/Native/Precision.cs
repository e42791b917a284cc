namespace StableDino.Foundation;

/// <summary>Arithmetic of the forward and backward pass; weights, optimizer and losses are always fp32.</summary>
public enum Precision
{
    /// <summary>Single precision throughout.</summary>
    Fp32,

    /// <summary>Matrix products and convolutions in bfloat16.</summary>
    Bf16,
}
