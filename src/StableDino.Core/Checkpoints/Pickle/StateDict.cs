using System.Collections.Immutable;
using LanguageExt;
using static StableDino.Checkpoints.PickleValue;

namespace StableDino.Checkpoints;

/// <summary>The named tensors in a pickled object, wherever trainers put them.</summary>
/// <param name="Tensors">In the dictionary's order; names are distinct.</param>
/// <param name="Metadata">Numbers and short texts beside them, and what was left aside.</param>
internal sealed record StateDict(ImmutableArray<CheckpointTensor> Tensors, ImmutableDictionary<string, string> Metadata)
{
    /// <summary>Keys under which trainers keep the weights, in order of preference.</summary>
    private static readonly ImmutableArray<string> Homes = ["model", "state_dict", "model_state_dict", "blobs"];

    /// <summary>Prefixes that wrappers put before every name.</summary>
    private static readonly ImmutableArray<string> Wrappers = ["module.", "_orig_mod."];

    /// <summary>Most characters of all names together.</summary>
    private const int MostNameCharacters = 4 << 20;

    /// <summary>Finds the weights; nothing else of the object is walked, so that its shape cannot matter.</summary>
    public static Either<PickleFault, StateDict> Find(PickleValue root)
    {
        var notes = new Notes();
        var value = root;
        for (var depth = 0; depth < 4; depth++)
        {
            if (value is not Mapping mapping) return new PickleFault("The file holds no dictionary of tensors.", 0);
            var home = mapping.Pairs.Any(pair => pair.Value is PickleValue.Tensor) ? null
                : Homes.FirstOrDefault(name =>
                    mapping.Pairs.Any(pair => pair is { Key: Text text, Value: Mapping } && text.Name == name));
            if (home is null) return Of(mapping, notes);
            foreach (var (key, other, _) in mapping.Pairs)
                if ((key as Text)?.Name is { } name && name != home) notes.Take(name, other);
            value = mapping.Pairs.First(pair => pair is { Key: Text text, Value: Mapping } && text.Name == home).Value;
        }

        return new PickleFault("The weights lie too deep in dictionaries.", 0);
    }

    private static Either<PickleFault, StateDict> Of(Mapping mapping, Notes notes)
    {
        var found = new List<CheckpointTensor>();
        var names = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        var characters = 0;
        foreach (var (key, value, position) in mapping.Pairs)
        {
            var place = Math.Max(0, position);
            if ((key as Text)?.Name is not { } name)
                return new PickleFault("A tensor's name is no text of reasonable length.", place);
            if ((characters += name.Length) > MostNameCharacters)
                return new PickleFault($"The names are longer than {MostNameCharacters} characters together.", place);
            if (!names.Add(name)) return new PickleFault($"'{name}' is in the dictionary twice.", place);
            if (value is PickleValue.Tensor { View: { } view }) found.Add(new CheckpointTensor(name, view));
            else if (value is PickleValue.Tensor)
                return new PickleFault($"'{name}' is an array that was never filled.", place);
            else notes.Take(name, value);
        }

        if (found.Count == 0)
            return new PickleFault(
                $"The file holds no tensors by name; its keys are "
                + $"{string.Join(", ", mapping.Pairs.Take(5).Select(pair => $"'{(pair.Key as Text)?.Name ?? "?"}'"))}.",
                0);
        var wrapper = Wrappers.FirstOrDefault(prefix =>
            found.All(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal)));
        return new StateDict(
            wrapper is null
                ? [.. found]
                : [.. found.Select(entry => entry with { Name = entry.Name[wrapper.Length..] })],
            notes.With(wrapper));
    }
}
