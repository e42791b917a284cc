using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

public class WaitingThreadsTests
{
    [SkippableFact]
    public void They_are_set_to_sleep_before_libtorch_loads_and_not_after()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the switch is reached on Linux only");
        Skip.If(Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is { Length: > 0 } set && set != "passive",
            "the environment says otherwise");
        using var loaded = ones(1);
        Assert.True(SleepingThreads.Asleep);
        Assert.False(WaitingThreads.Sleep());
    }
}
