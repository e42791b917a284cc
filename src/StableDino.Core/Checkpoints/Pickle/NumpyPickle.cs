using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Checkpoints;

/// <summary>
/// A pickle of numpy arrays, protocols 0 to 5, as detectron2's model zoo has it: <c>{"model": {name: array},
/// "__author__": …,
/// "matching_heuristics": True}</c>, or caffe2's <c>{"blobs": {name: array}}</c>.
/// </summary>
internal static class NumpyPickle
{
    private const string Hint = "Fetch the file again, or save its arrays as safetensors.";

    /// <summary>What the file holds, or why it cannot be used.</summary>
    public static Either<Fault, CheckpointContents> Read(string path, Stream stream)
    {
        if (stream.Length > int.MaxValue - 64)
            return Fault.AtByte("The pickle is larger than 2 GiB, the most this reader takes.", path, 0, Hint);
        var pickle = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(pickle);
        return
            from run in PickleMachine.Run(pickle, 0, pickle.Length, PickleMachine.NoStorages).MapLeft(Place)
            from ended in run.End == pickle.Length
                ? Either<Fault, Unit>.Right(Unit.Default)
                : Place(new PickleFault($"{pickle.Length - run.End} bytes follow the pickle.", run.End))
            from dictionary in StateDict.Find(run.Value).MapLeft(Place)
            select new CheckpointContents(CheckpointFormat.NumpyPickle, dictionary.Tensors, dictionary.Metadata);

        Fault Place(PickleFault fault) => Fault.AtByte(fault.Message, path, fault.Position, Hint);
    }
}
