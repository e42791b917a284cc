namespace StableDino.Pipeline;

/// <summary>What the queries of one further branch predict.</summary>
/// <param name="Branch">Index into the configuration's branches.</param>
/// <param name="Predictions">After each decoder layer, first to last.</param>
public sealed record BranchPredictions(int Branch, Predictions Predictions);
