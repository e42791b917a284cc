namespace StableDino.Configuration;

/// <summary>
/// The queries that inference reads: what they hold, how they know where they are, where their boxes start.
/// </summary>
/// <param name="Content">What the decoder's first layer finds in a query.</param>
/// <param name="Position">The embedding added to the content in every attention.</param>
/// <param name="Reference">The point or box that the first layer looks around.</param>
/// <param name="Count">Queries per image.</param>
public sealed record QueryConfig(
    QueryContent Content, QueryPosition Position, QueryReference Reference, int Count = 900);
