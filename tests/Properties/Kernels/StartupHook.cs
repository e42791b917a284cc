using System.Globalization;
using StableDino.Foundation;
using static TorchSharp.torch;

/// <summary>
/// What a child process of <see cref="StableDino.Properties.Kernels.AllocatorTests"/> does: the runtime calls this
/// before an empty Main, on
/// its thread, where the variable DOTNET_STARTUP_HOOKS names this assembly.
/// </summary>
internal static class StartupHook
{
    public const string Variable = "STABLEDINO_TEST_ALLOCATOR";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } wish) return;
        var report = Enum.TryParse<AllocatorPolicy>(wish, out var policy)
            ? Allocator.Configure(policy)
            : new(default, false, "not asked for");
        for (var step = 0; step < 6; step++) Step();                    // loads libtorch, and lets the allocator settle
        var before = MinorFaults();
        for (var step = 0; step < 4; step++) Step();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{report.Applied}|{report.Reason}|{MinorFaults() - before}"));
    }

    /// <summary>
    /// As a training step does: many tensors of many sizes live together, 144 MiB in all, and are then freed.
    /// </summary>
    private static void Step()
    {
        using var scope = NewDisposeScope();
        for (var megabytes = 4; megabytes <= 32; megabytes += 4) zeros([megabytes << 18]);
    }

    private static long MinorFaults()
    {
        var text = File.ReadAllText("/proc/self/stat");
        return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
