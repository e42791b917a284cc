using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Cli.Benchmarking;

/// <summary>What a machine calls the part that computes.</summary>
internal static class ProcessorName
{
    private const string Table = "/proc/cpuinfo", Model = "model name";

    /// <summary>
    /// The processor's model where the system reports it, else its architecture; for a GPU its device name.
    /// </summary>
    public static string Of(Device device) =>
        device.type != DeviceType.CPU ? device.ToString()
        : File.Exists(Table)
            && File.ReadLines(Table)
                .FirstOrDefault(line => line.StartsWith(Model, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
        : RuntimeInformation.ProcessArchitecture.ToString();
}
