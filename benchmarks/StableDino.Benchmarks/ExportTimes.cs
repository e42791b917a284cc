using System.Diagnostics;
using System.Globalization;
using LanguageExt;
using Microsoft.ML.OnnxRuntime;
using StableDino.Export;
using StableDino.Foundation;
using StableDino.Onnx;
using StableDino.Pipeline;
using static TorchSharp.torch;

namespace StableDino.Benchmarks;

/// <summary>
/// An exported file in ONNX Runtime against the library's forward, in turns; medians of processor time.
/// </summary>
public static class ExportTimes
{
    public static int Run(string[] options)
    {
        string Value(string name, string otherwise) =>
            options.SkipWhile(o => o != name).Skip(1).FirstOrDefault(otherwise);
        var (name, repeats) = (Value("--model", "stable-dino-tiny"),
            int.Parse(Value("--repeats", "7"), CultureInfo.InvariantCulture));
        var sides = Value("--size", "480x640").Split('x')
            .Select(s => long.Parse(s, CultureInfo.InvariantCulture)).ToArray();
        using var silent = no_grad();
        using var detector = Core.CompiledDetectors.All.Single(model => model.Name == name).Build(80);
        var path = Path.Combine(Path.GetTempPath(), $"{name}-{Environment.ProcessId}.onnx");
        try
        {
            var written = Stopwatch.StartNew();
            var settings =
                new ExportSettings(new GraphOptions(Sampling: Enum.Parse<SamplingForm>(Value("--sampling", "Grid"))));
            int nodes;
            using (var graph = DetectorExport.Graph(detector, settings))
            {
                OnnxFile.Write(path, graph, ExportMetadata.Of(detector, name, [], settings));
                nodes = graph.Operators.Values.Sum();
            }

            var export = written.Elapsed;
            var opened = Stopwatch.StartNew();
            using var session = Open(path);
            using var pixels = randn(1, 3, sides[0], sides[1]);
            using var padding = zeros([1, sides[0], sides[1]], ScalarType.Bool);
            var batch = new ImageBatch(pixels, padding, [new ImageSize((int)sides[0], (int)sides[1])]);
            using var input = OrtValue.CreateTensorValueFromMemory(pixels.data<float>().ToArray(), pixels.shape);
            string[] names = [PortNames.Images];
            OrtValue[] values = [input];
            void Runtime()
            {
                using var how = new RunOptions();
                using var results = session.Run(how, names, values, session.OutputNames);
            }

            void Library()
            {
                using var scope = NewDisposeScope();
                detector.call(batch, Option<NoisedTargets>.None);
            }

            Runtime();
            var first = opened.Elapsed;
            Library();
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var i = 0; i < repeats; i++)
            {
                ours.Add(Processor(Library));
                theirs.Add(Processor(Runtime));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name} {sides[0]}x{sides[1]}: library {Median(ours):0} ms, ONNX Runtime {Median(theirs):0} ms of "
                + $"processor time, ratio {Median(theirs) / Median(ours):0.00}; "
                + $"file {new FileInfo(path).Length / 1e6:0.0} MB, {nodes} nodes, "
                + $"export {export.TotalSeconds:0.0} s, start to first result {first.TotalSeconds:0.0} s"));
            return 0;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static InferenceSession Open(string path)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = get_num_threads(), LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(path, options);
    }

    private static double Processor(Action work)
    {
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values) =>
        values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
