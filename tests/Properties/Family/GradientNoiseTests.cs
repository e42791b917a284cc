using System.Collections.Immutable;
using System.Globalization;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Family;

/// <summary>
/// How far the gradients of the recorded family lie from those in double precision: as recorded, as computed here under
/// the instruction sets and thread counts that the environment asks for, and with parameters moved by one rounding. On
/// request: <c>build/gradient-noise.sh</c> runs it under every setting and writes the table.
/// </summary>
[Collection(GlobalRandomness.Name)]
[Trait("Category", "Noise")]
public class GradientNoiseTests : IClassFixture<NoisePage>
{
    private const double OneRounding = 1.2e-7;                          // 2⁻²³

    private static readonly ImmutableArray<string> Switches =
        ["ONEDNN_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY", "STABLEDINO_MATMUL", "OMP_NUM_THREADS",
            "DOTNET_EnableAVX512", "DOTNET_EnableAVX2"];

    public static IEnumerable<object[]> Cases => GoldenFile.Files(GoldenKind.Family);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Distance_from_double_precision(string path)
    {
        Skip.If(NoiseTable.Target is null, "STABLEDINO_NOISE names no file");
        if (Value("STABLEDINO_MATMUL") == "onednn") FloatMatmul.UseOneDnn(true);
        var draws = int.Parse(Value("STABLEDINO_NOISE_DRAWS") ?? "0", CultureInfo.InvariantCulture);
        using var scope = NewDisposeScope();
        using var recorded = new FamilyCase(path);
        var exact = Gradients(path, ScalarType.Float64, draw: 0);
        var title = recorded.File.Title;
        if (draws == 0)
        {
            Note("recorded", recorded.File.Below("grads/").ToDictionary(pair => pair.Name, pair => pair.Value));
            var set = Switches.Where(name => Value(name) is not null).Select(name => $"{name}={Value(name)}");
            Note(string.Join(' ', set), Gradients(path, ScalarType.Float32, draw: 0));
        }

        for (var draw = 1; draw <= draws; draw++) Note("one rounding", Gradients(path, ScalarType.Float64, draw));

        void Note(string run, Dictionary<string, Tensor> gradients)
        {
            var largest = exact.Values.Max(values => values[0].item<double>());
            foreach (var (name, values) in exact)
            {
                var (norm, other) = (values[0].item<double>(), gradients[name].to(ScalarType.Float64));
                if (norm < FamilyParityTests.Nothing * largest) continue;
                if (FamilyParityTests.IsBeforeNormOfTwo(recorded, name)) continue;
                var apart = (other - values).abs() / norm;
                NoiseTable.Note(new(title, name, run, apart[0].item<double>(),
                    apart.narrow(0, 1, values.shape[0] - 1).max().item<double>()));
            }
        }
    }

    // Norm and first numbers of each gradient, as they were recorded.
    private static Dictionary<string, Tensor> Gradients(string path, ScalarType type, int draw)
    {
        using var recorded = new FamilyCase(path, type);
        if (draw > 0) Move(recorded.Detector, draw);
        using var report = recorded.Report();
        report.Total.backward();
        var parameters = recorded.Parameters().ToDictionary(pair => pair.Official, pair => pair.Value);
        return recorded.File.Below("grads/").ToDictionary(pair => pair.Name, pair =>
        {
            var gradient = parameters[pair.Name].grad!;
            return cat([gradient.norm().view(1), gradient.flatten().narrow(0, 0, pair.Value.shape[0] - 1)]);
        });
    }

    private static void Move(nn.Module detector, int draw)
    {
        using var silent = no_grad();
        manual_seed(draw);
        foreach (var parameter in detector.parameters())
            parameter.mul_(1 + OneRounding * randn(parameter.shape, dtype: ScalarType.Float64));
    }

    private static string? Value(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
