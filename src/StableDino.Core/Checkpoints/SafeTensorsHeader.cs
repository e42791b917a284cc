using System.Collections.Immutable;

namespace StableDino.Checkpoints;

/// <summary>What a safetensors file lists.</summary>
/// <param name="Entries">Its tensors in data order.</param>
/// <param name="Metadata">Its free text fields.</param>
public sealed record SafeTensorsHeader(
    ImmutableArray<TensorEntry> Entries, ImmutableDictionary<string, string> Metadata);
