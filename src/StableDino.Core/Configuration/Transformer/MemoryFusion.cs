namespace StableDino.Configuration;

/// <summary>
/// How encoder memories are merged with the backbone's tokens (§3, Fig. 4). Memory 0 is the encoder's input, memory i
/// the output of
/// layer i; <c>fuse</c> concatenates on channels, projects back to the width and normalises.
/// </summary>
public abstract record MemoryFusion
{
    private MemoryFusion() { }

    /// <summary>The last layer's memory as it is.</summary>
    public sealed record None : MemoryFusion;

    /// <summary><c>fuse(m_L, m_0)</c> after the last layer.</summary>
    public sealed record Simple : MemoryFusion;

    /// <summary>
    /// After layer L−k fuse with m_k, for k = 0, 1, … while k &lt; L−k: for six layers 2→4, 1→5, 0→6.
    /// </summary>
    public sealed record ULike : MemoryFusion;

    /// <summary><c>fuse(m_0, …, m_L)</c> after the last layer: the paper's choice.</summary>
    public sealed record Dense : MemoryFusion;
}
