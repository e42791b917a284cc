namespace StableDino.Configuration;

/// <summary>
/// Who sees whom in the decoder's self-attention among groups of queries, in training; inference has one group.
/// </summary>
public enum GroupAttention
{
    /// <summary>
    /// A group sees itself alone, so that each learns as the one that inference keeps (Group-DETR, §3.2).
    /// </summary>
    Isolated,

    /// <summary>
    /// What detrex's code does in conditional attention: every query sees those of all groups, and what query n of
    /// group g gathers is added
    /// to another query, the one at g + n × groups of the list that counts group by group.
    /// </summary>
    Official,
}
