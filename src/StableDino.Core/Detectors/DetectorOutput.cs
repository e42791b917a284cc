using LanguageExt;

namespace StableDino.Detectors;

/// <summary>Everything a detector says about a batch.</summary>
/// <param name="Layers">Matching queries after each decoder layer, first to last.</param>
/// <param name="Proposals">The encoder's selected proposals as a single layer, same queries as <paramref name="Layers"/>' rank for rank.</param>
/// <param name="Denoising">Denoising queries after each decoder layer; only in training.</param>
public sealed record DetectorOutput(Predictions Layers, Option<Predictions> Proposals, Option<Predictions> Denoising);
