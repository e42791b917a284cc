using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Runs;
using static TorchSharp.torch;

namespace StableDino.Cli;

using System.CommandLine;                                 // here, so that its Option wins over the other library's

/// <summary>Options that several verbs have, each time again, and the values they stand for.</summary>
internal static class CommonOptions
{
    public static Option<string> Device() =>
        new("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };

    public static Option<string> Data() =>
        new("--data") { Description = "Folder in COCO's layout: annotations/instances_<split>.json and <split>/.",
            Required = true };

    public static Option<string> Split(string name, string otherwise) =>
        new(name) { Description = $"Name of a split.", DefaultValueFactory = _ => otherwise };

    public static Option<string> Checkpoint() =>
        new("--checkpoint") { Description = "A weight file that `train` wrote, such as best.safetensors.",
            Required = true };

    public static Option<int?> ImageSize() =>
        new("--image-size") { Description =
            "Short side of images, pixels; by default that of the checkpoint's training." };

    public static Option<Precision> Arithmetic() => new("--precision")
    {
        Description = "fp32 or bf16: arithmetic of products and convolutions.",
        DefaultValueFactory = _ => Precision.Fp32,
    };

    /// <summary>What is wrong with an arithmetic on this system, if anything is.</summary>
    public static Fault[] Check(Precision arithmetic) => arithmetic == Precision.Bf16 && !Autocast.IsAvailable
        ? [new Fault("bf16 cannot be used on this system.", Place: "--precision", Hint: "Use --precision fp32.")]
        : [];

    /// <summary>The device, or what is wrong with its name.</summary>
    public static Either<Fault, Device> DeviceOf(string name) =>
        ComputeDevice.Parse(name).MapLeft(problem => new Fault(problem, Place: "--device"));

    /// <summary>How closely images are looked at before a run begins.</summary>
    public static Option<CheckDepth> Check() => new("--check")
    {
        Description =
            "How closely images are looked at first: headers, pixels (all is decoded), or annotations (no image is "
                + "opened).",
        DefaultValueFactory = _ => CheckDepth.Headers,
    };

    /// <summary>The size to see images at: the one asked for, or the checkpoint's.</summary>
    public static ResizeConfig ResizeOf(int? side, TrainedDetector trained) =>
        side is { } asked ? ResizeConfig.Of(asked) : trained.Metadata.Resize;
}
