using StableDino.Foundation;
using StableDino.Pipeline;
using StableDino.Properties.Model;
using StableDino.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

public class AutocastTests
{
    [SkippableFact]
    public void Products_are_narrow_inside_and_weights_and_their_gradients_are_not()
    {
        Skip.IfNot(Autocast.IsAvailable, "autocast is reached on Linux only");
        using var scope = NewDisposeScope();
        var linear = nn.Linear(8, 4);
        var x = randn(3, 8);
        Tensor output;
        using (Autocast.BFloat16(DeviceType.CPU))
        {
            output = linear.call(x);
            Assert.Equal(ScalarType.BFloat16, output.dtype);
            using (Autocast.Off(DeviceType.CPU)) Assert.Equal(ScalarType.Float32, linear.call(x).dtype);
            Assert.True(Autocast.IsEnabled(DeviceType.CPU));
            using (Autocast.BFloat16(DeviceType.CPU)) { }
            Assert.Equal(ScalarType.BFloat16, linear.call(x).dtype);
        }
        Assert.False(Autocast.IsEnabled(DeviceType.CPU));
        Assert.Equal(ScalarType.Float32, linear.call(x).dtype);
        output.to(float32).sum().backward();
        Assert.Equal(ScalarType.Float32, linear.weight!.grad!.dtype);
    }

    [SkippableFact]
    public void A_detector_is_narrow_up_to_its_memory_and_in_single_precision_from_there()
    {
        Skip.IfNot(Autocast.IsAvailable, "autocast is reached on Linux only");
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        manual_seed(60);
        using var detector = new AssembledDetector(StableDinoZoo.StableDinoTiny, 5);
        detector.eval();
        var images = new ImageBatch(
            randn(2, 3, 60, 70), zeros(2, 60, 70, ScalarType.Bool), [new ImageSize(60, 70), new ImageSize(60, 70)]);
        var single = detector.Trace(images, LanguageExt.Option<NoisedTargets>.None).Memory.Memory;
        StageTrace narrow;
        using (Autocast.BFloat16(DeviceType.CPU))
            narrow = detector.Trace(images, LanguageExt.Option<NoisedTargets>.None);

        var memory = narrow.Memory.Memory;
        Assert.Equal(ScalarType.Float32, memory.dtype);
        Assert.InRange((memory - single).abs().max().item<float>(), 1e-4, 0.5 * single.abs().max().item<float>());
        var again = detector.Decode(narrow.Memory);
        Parity.Same(again.Layers.Logits, narrow.Output.Layers.Logits, "logits");
        Parity.Same(again.Layers.Boxes, narrow.Output.Layers.Boxes, "boxes");
        Parity.Same(again.Proposals.Value().Boxes, narrow.Output.Proposals.Value().Boxes, "proposals");
    }

    [SkippableFact]
    public void A_weight_changed_between_scopes_is_seen()
    {
        Skip.IfNot(Autocast.IsAvailable, "autocast is reached on Linux only");
        using var scope = NewDisposeScope();
        var weight = ones([8, 4]).requires_grad_();
        float Sum() => ones([1, 8]).matmul(weight).sum().to(float32).item<float>();
        using (Autocast.BFloat16(DeviceType.CPU))
        {
            using (Autocast.BFloat16(DeviceType.CPU)) Assert.Equal(32f, Sum());
            using (no_grad()) weight.fill_(2);
            Assert.Equal(32f, Sum());
        }
        using (Autocast.BFloat16(DeviceType.CPU)) Assert.Equal(64f, Sum());
    }

    [SkippableFact]
    public void It_is_left_once_and_on_its_own_thread()
    {
        Skip.IfNot(Autocast.IsAvailable, "autocast is reached on Linux only");
        var outer = Autocast.BFloat16(DeviceType.CPU);
        Exception? seen = null;
        var other = new Thread(() => seen = Record.Exception(outer.Dispose));
        other.Start();
        other.Join();
        Assert.IsType<InvalidOperationException>(seen);
        Assert.True(Autocast.IsEnabled(DeviceType.CPU));
        outer.Dispose();
        using (Autocast.BFloat16(DeviceType.CPU))
        {
            outer.Dispose();
            Assert.True(Autocast.IsEnabled(DeviceType.CPU));
        }
        Assert.Throws<ArgumentException>(() => Autocast.BFloat16(DeviceType.MPS));
    }
}
