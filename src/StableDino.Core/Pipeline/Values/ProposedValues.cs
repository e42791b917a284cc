namespace StableDino.Pipeline;

/// <summary>
/// Selected queries of an exported graph: what <see cref="ProposedQueries"/> hands over in evaluation.
/// </summary>
/// <param name="Queries">The decoder's queries, best proposal first.</param>
public sealed record ProposedValues(QueryValues Queries);
