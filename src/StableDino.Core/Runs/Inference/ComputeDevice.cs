using System.Globalization;
using LanguageExt;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Runs;

/// <summary>Where tensors live, as people name it.</summary>
public static class ComputeDevice
{
    /// <summary>
    /// <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, or <c>auto</c>: the first CUDA device if there is one.
    /// </summary>
    /// <returns>The device, or why not.</returns>
    public static Either<string, Device> Parse(string name)
    {
        if (name == "cpu") return CPU;
        if (name == "auto") return cuda.is_available() ? CUDA : CPU;
        var index = name == "cuda" ? 0 : name.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(name["cuda:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n
            : -1;
        if (index < 0) return $"There is no device '{name}'; it is auto, cpu, cuda or cuda:N.";
        if (!cuda.is_available()) return $"'{name}' was asked for, and no CUDA device can be used here.";
        return index < cuda.device_count()
            ? device(DeviceType.CUDA, index)
            : $"'{name}' was asked for, and there are {cuda.device_count()} CUDA devices.";
    }
}
