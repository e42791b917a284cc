using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;
using StableDino.Network;
using StableDino.Runs;

namespace StableDino.Cli;

/// <summary>A checkpoint and a split that fit each other, ready to be run.</summary>
/// <param name="Trained">The detector; whoever has the session disposes of it.</param>
/// <param name="Data">The split.</param>
/// <param name="Settings">How to run it.</param>
internal sealed record Session(TrainedDetector Trained, CocoDataset Data, InferenceSettings Settings)
{
    public static Either<Fault[], Session> Open(
        Models models, string checkpoint, string root, string split, string deviceName, int? side, int batch,
        CheckDepth check, Terminal terminal)
    {
        if (batch < 1)
            return new[] { new Fault(
                $"{batch} images at a time are too few.", Place: "--batch", Hint: "Give 1 or more.") };
        if (side is < 32)
            return new[] { new Fault(
                $"Images of {side} pixels are too small.", Place: "--image-size", Hint: "Give 32 or more.") };
        return from device in CommonOptions.DeviceOf(deviceName).MapLeft(one => new[] { one })
               from data in RunInput.Open(root, split, check, terminal)
               from trained in TrainedDetector.Open(checkpoint, models.All, device)
                   .MapLeft(fault => new[] { fault })
               from session in Fit(trained, data, checkpoint, new InferenceSettings(
                   CommonOptions.ResizeOf(side, trained), trained.Detector.Config.PostProcessing, device, batch))
               select session;
    }

    private static Either<Fault[], Session> Fit(
        TrainedDetector trained, CocoDataset data, string checkpoint, InferenceSettings settings)
    {
        var faults = trained.Disagreements(data, checkpoint);
        if (faults.IsEmpty) return new Session(trained, data, settings);
        trained.Dispose();
        return faults.ToArray<Fault>();
    }
}
