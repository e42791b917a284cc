using System.Collections.Immutable;
using LanguageExt;
using StableDino.Detectors;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>Weights under official names, with the model's name and classes inside: what <c>eval</c> and <c>predict</c> take.</summary>
public static class WeightFile
{
    /// <summary>Writes a detector's parameters and buffers, aliases included, so that other readers find every name they know.</summary>
    public static void Save(string path, Detector detector, DetectorDefinition definition, CheckpointMetadata metadata) =>
        Save(path, DetectorState.Of(detector, definition), metadata);

    /// <summary>Writes the given tensors under the official names beside them.</summary>
    public static void Save(string path, IEnumerable<(ParameterInfo Info, Tensor Value)> state, CheckpointMetadata metadata) =>
        SafeTensorsWriter.Write(path, [.. state.Select(entry => KeyValuePair.Create(entry.Info.Name, entry.Value))], metadata.ToFields());

    /// <summary>Model, classes and step of one of our files.</summary>
    public static Either<CheckpointFault, CheckpointMetadata> Describe(string path) =>
        SafeTensors.ReadHeader(path).Bind(header => CheckpointMetadata.FromFields(header.Metadata).ToEither(() => new CheckpointFault(
            "The file does not say which model and classes it is for.", path, Mend: "Use a checkpoint that `train` wrote.")));

    /// <summary>Copies a file's tensors into a detector, all or nothing: the whole file is checked before the first tensor changes.</summary>
    /// <param name="path">A safetensors file with official names.</param>
    /// <param name="detector">Receives the weights, on any device.</param>
    /// <param name="definition">The detector's definition.</param>
    /// <param name="classes">The detector's class names in index order.</param>
    /// <param name="policy">What the file must have.</param>
    public static Either<CheckpointFault, LoadReport> Load(
        string path, Detector detector, DetectorDefinition definition, ImmutableArray<string> classes, LoadPolicy policy) =>
        from header in SafeTensors.ReadHeader(path)
        from plan in LoadPlan.Make(path, header, definition, classes, policy)
        select Execute(path, plan, detector, definition);

    private static LoadReport Execute(string path, LoadPlan plan, Detector detector, DetectorDefinition definition)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var stream = File.OpenRead(path);
        var state = DetectorState.Distinct(detector, definition).ToDictionary(entry => entry.Info.Name, entry => entry.Value);
        foreach (var (name, entry) in plan.Whole) CopyInto(state[name], entry);
        foreach (var (name, entry) in plan.ByClass)
        {
            using var inner = NewDisposeScope();
            var rows = SafeTensors.ReadTensor(stream, entry).to(state[name].device).to(state[name].dtype);
            if (plan.ClassRows.IsEmpty) continue;
            var target = tensor([.. plan.ClassRows.Select(row => (long)row.To)], device: state[name].device);
            var source = tensor([.. plan.ClassRows.Select(row => (long)row.From)], device: state[name].device);
            state[name].index_copy_(0, target, rows.index_select(0, source));
        }

        return plan.Report;

        void CopyInto(Tensor target, TensorEntry entry)
        {
            using var inner = NewDisposeScope();
            target.copy_(SafeTensors.ReadTensor(stream, entry));
        }
    }
}
