using StableDino.Foundation;
using StableDino.Runs;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StableDino.Cli.Benchmarking;

/// <summary>
/// What the machine can do just now: one matrix product and one convolution of known size, in fp32 and in bfloat16.
/// </summary>
/// <param name="Matmul">2048³, fp32, by the library in use (<see cref="FloatMatmul"/>).</param>
/// <param name="MatmulBf16">The same in bfloat16.</param>
/// <param name="Convolution">3×3, 256 → 256 channels on 100 × 134, channels last, fp32.</param>
/// <param name="ConvolutionBf16">The same in bfloat16.</param>
public sealed record MachineRates(
    MachineRate Matmul, MachineRate MatmulBf16, MachineRate Convolution, MachineRate ConvolutionBf16)
{
    private const int Side = 2048, Channels = 256, Height = 100, Width = 134, Repeats = 4;

    /// <summary>Measures all four, the best of a few tries each: about a second.</summary>
    public static MachineRates Measure(Device device)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        return new(
            Product(device, float32), Product(device, bfloat16), Convolve(device, float32), Convolve(device, bfloat16));
    }

    /// <summary>Whichever is higher, rate by rate.</summary>
    public MachineRates Best(MachineRates other) => new(
        Matmul.Best(other.Matmul), MatmulBf16.Best(other.MatmulBf16), Convolution.Best(other.Convolution),
        ConvolutionBf16.Best(other.ConvolutionBf16));

    /// <summary>The matrix product's rate in a precision: the limit that results are held against.</summary>
    public MachineRate Peak(Precision precision) => precision == Precision.Bf16 ? MatmulBf16 : Matmul;

    private static MachineRate Product(Device device, ScalarType type)
    {
        Tensor a = randn([Side, Side], float32, device).to(type), b = randn([Side, Side], float32, device).to(type);
        return Rate(2.0 * Side * Side * Side, device, () => a.mm(b));
    }

    private static MachineRate Convolve(Device device, ScalarType type)
    {
        var image = randn([1, Height, Width, Channels], float32, device).to(type).permute(0, 3, 1, 2);
        var kernels = randn([Channels, Channels, 3, 3], float32, device).to(type);
        return Rate(2.0 * Height * Width * Channels * Channels * 9, device,
            () => functional.conv2d(image, kernels, padding: [1, 1]));
    }

    private static MachineRate Rate(double operations, Device device, Func<Tensor> work)
    {
        var best = new MachineRate(0, 0);
        for (var i = 0; i < Repeats; i++)
        {
            var clock = new StageClock(device);
            clock.Restart();
            var processor = ProcessorTime.Seconds();
            using (work()) clock.Mark("");
            processor = ProcessorTime.Seconds() - processor;
            best =
                best.Best(
                    new(operations / clock.Take()[0].Seconds / 1e9, operations / Math.Max(processor, 1e-9) / 1e9));
        }
        return best;
    }
}
