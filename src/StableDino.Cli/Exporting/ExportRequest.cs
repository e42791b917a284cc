using System.Globalization;
using LanguageExt;
using StableDino.Export;
using StableDino.Foundation;
using StableDino.Onnx;

namespace StableDino.Cli.Exporting;

/// <summary>The texts of an export's options.</summary>
/// <param name="Opset">Version of the operators.</param>
/// <param name="Size">HxW, or dynamic.</param>
/// <param name="Batch">A number, or dynamic.</param>
/// <param name="Sampling">How deformable attention is written.</param>
/// <param name="Half">Whether weights are stored in 16 bits.</param>
/// <param name="Padding">Whether there is an input for padding.</param>
/// <param name="Detections">Whether detections come out.</param>
internal sealed record ExportRequest(
    int Opset, string Size, string Batch, SamplingForm Sampling, bool Half, bool Padding, bool Detections)
{
    /// <summary>Leaves a side open.</summary>
    public const string Dynamic = "dynamic";

    private const int LeastSide = 32;
    private const int MostSide = 16_384;

    /// <summary>The settings, or all that is wrong with them.</summary>
    public Either<Fault[], ExportSettings> Settings()
    {
        var faults = new List<Fault>();
        if (Opset is < GraphOptions.LeastOpset or > GraphOptions.MostOpset)
            faults.Add(new($"Opset {Opset} is not written.", Place: "--opset",
                Hint: $"Give {GraphOptions.LeastOpset} to {GraphOptions.MostOpset}."));
        var batch = Batch == Dynamic ? null : Number(Batch);
        if (Batch != Dynamic && batch is not >= 1)
            faults.Add(new($"'{Batch}' is no number of images.", Place: "--batch",
                Hint: $"Give 1 or more, or {Dynamic}."));
        long? height = null, width = null;
        if (Size != Dynamic)
        {
            var sides = Size.Split('x').Select(Number).ToArray();
            if (sides is [>= LeastSide and <= MostSide, >= LeastSide and <= MostSide])
                (height, width) = (sides[0], sides[1]);
            else
                faults.Add(new($"'{Size}' is no size.", Place: "--size",
                    Hint: $"Give height x width from {LeastSide} to {MostSide} pixels, such as 480x640, or "
                        + $"{Dynamic}."));
        }

        return faults.Count > 0
            ? faults.ToArray()
            : new ExportSettings(new GraphOptions(Opset, Sampling, Half), batch, height, width, Padding, Detections);
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
