using System.Collections.Immutable;

namespace StableDino.Checkpoints;

/// <summary>What a file's header or pickle lists.</summary>
/// <param name="Format">How it is written.</param>
/// <param name="Tensors">Its tensors, in the file's order; names are distinct.</param>
/// <param name="Metadata">What it holds beside them: text fields, numbers such as the iteration, names of what was left
/// aside.</param>
internal sealed record CheckpointContents(
    CheckpointFormat Format, ImmutableArray<CheckpointTensor> Tensors, ImmutableDictionary<string, string> Metadata);
