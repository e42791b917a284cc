namespace StableDino.Configuration;

/// <summary>What stands between the two linear maps of a feed-forward part.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x where positive, else a learned number times x, one number for the whole layer (DAB-DETR).</summary>
    PRelu,
}
