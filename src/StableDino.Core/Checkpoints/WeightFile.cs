using System.Collections.Immutable;
using LanguageExt;
using StableDino.Foundation;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Checkpoints;

/// <summary>
/// Weights under official names, with the model's name and classes inside: what <c>eval</c> and <c>predict</c> take.
/// </summary>
public static class WeightFile
{
    /// <summary>
    /// Writes a detector's parameters and buffers, aliases included, so that other readers find every name they know.
    /// </summary>
    public static void Save(
        string path, Detector detector, DetectorDefinition definition, CheckpointMetadata metadata) =>
        Save(path, DetectorState.Of(detector, definition), metadata);

    /// <summary>Writes the given tensors under the official names beside them.</summary>
    public static void Save(
        string path, IEnumerable<(ParameterInfo Info, Tensor Value)> state, CheckpointMetadata metadata) =>
        SafeTensorsWriter.Write(
            path, [.. state.Select(entry => KeyValuePair.Create(entry.Info.Name, entry.Value))], metadata.ToFields());

    /// <summary>Model, classes and step of one of our files.</summary>
    public static Either<Fault, CheckpointMetadata> Describe(string path) =>
        Checkpoint.Open(path).Bind(file =>
        {
            using (file)
                return CheckpointMetadata.FromFields(file.Metadata).ToEither(() => new Fault(
                    "The file does not say which model and classes it is for.", path,
                    Hint: "Use a checkpoint that `train` wrote."));
        });

    /// <summary>
    /// Copies a file's tensors into a detector, all or nothing: the whole file is checked before the first tensor
    /// changes.
    /// </summary>
    /// <param name="path">A weight file of any format with official names.</param>
    /// <param name="detector">Receives the weights, on any device.</param>
    /// <param name="definition">The detector's definition.</param>
    /// <param name="classes">The detector's class names in index order.</param>
    /// <param name="policy">What the file must have.</param>
    public static Either<Fault, LoadReport> Load(
        string path, Detector detector, DetectorDefinition definition, ImmutableArray<string> classes,
        LoadPolicy policy) =>
        Checkpoint.Open(path).Bind(file =>
        {
            using (file)
                return
                    from plan in LoadPlan.Make(file, definition, classes, policy)
                    from report in Execute(file, plan, detector, definition)
                    select report;
        });

    private static Either<Fault, LoadReport> Execute(
        Checkpoint file, LoadPlan plan, Detector detector, DetectorDefinition definition)
    {
        using var untracked = no_grad();
        var state = DetectorState.Distinct(detector, definition)
            .ToDictionary(entry => entry.Info.Name, entry => entry.Value);
        foreach (var (name, entry) in plan.Whole)
        {
            using var scope = NewDisposeScope();
            if (entry.Read(file).Map(value => state[name].copy_(value)).Case is Fault fault) return fault;
        }

        foreach (var (name, entry) in plan.ByClass)
        {
            using var scope = NewDisposeScope();
            var (target, device) = (state[name], state[name].device);
            // rows after the classes, such as an unknown one's
            var further = Enumerable.Range(1, (int)target.shape[0] - detector.Classes);
            long[] to = [.. plan.ClassRows.Select(row => (long)row.To),
                .. further.Select(row => target.shape[0] - row)];
            long[] from = [.. plan.ClassRows.Select(row => (long)row.From),
                .. further.Select(row => entry.Shape[0] - row)];
            if (to.Length == 0) continue;
            var copied = entry.Read(file)
                .Map(rows => target.index_copy_(
                    0, tensor(to, device: device), rows.index_select(0, tensor(from)).to(target.dtype).to(device)));
            if (copied.Case is Fault fault) return fault;
        }

        return plan.Report;
    }
}
