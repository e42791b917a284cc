namespace StableDino.Detectors;

/// <summary>What query selection hands over: the decoder's queries and the predictions they were selected by.</summary>
/// <param name="Queries">Matching queries, best proposal first.</param>
/// <param name="Proposals">Their proposals as a single layer, rank for rank; not detached.</param>
public sealed record ProposedQueries(SelectedQueries Queries, Predictions Proposals);
