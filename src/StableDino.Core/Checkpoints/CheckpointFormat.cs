namespace StableDino.Checkpoints;

/// <summary>How a weight file is written; recognised by its content, never from its name.</summary>
public enum CheckpointFormat
{
    /// <summary>safetensors.</summary>
    SafeTensors,

    /// <summary>
    /// What <c>torch.save</c> writes since PyTorch 1.6: a zip archive with a pickle and one file a storage.
    /// </summary>
    PyTorchZip,

    /// <summary>What <c>torch.save</c> wrote before: five pickles, then the storages.</summary>
    PyTorchLegacy,

    /// <summary>One pickle of numpy arrays, as detectron2's model zoo has it.</summary>
    NumpyPickle,
}
