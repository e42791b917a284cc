using System.Diagnostics;
using System.Globalization;
using StableDino.Foundation;
using static TorchSharp.torch;

namespace StableDino.Properties.Kernels;

/// <summary>
/// A policy is for a whole process and for good, so each is tried in a process of its own (<see cref="StartupHook"/>).
/// </summary>
public class AllocatorTests
{
    // Of the 147,456 pages of 4 KiB that a child's four steps live on; unhelped they fault on 50,000 to 80,000.
    private const int Few = 2_000, SomeOfTwoMegabytes = 15_000;

    /// <summary>
    /// Where blocks come to lie is drawn again for each process, and now and then one does not fit its old place: the
    /// best of four counts.
    /// </summary>
    [SkippableFact]
    public void Kept_memory_is_used_again_without_page_faults()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the allocator's switches are Linux's");
        var best = long.MaxValue;
        for (var attempt = 0; attempt < 4 && best >= Few; attempt++)
        {
            var (applied, reason, faults) = Child(nameof(AllocatorPolicy.KeepFreed));
            Skip.IfNot(applied, reason);
            best = Math.Min(best, faults);
        }
        Assert.True(best < Few, $"{best} faults");
    }

    [SkippableFact]
    public void Huge_pages_fault_less_where_the_kernel_offers_them()
    {
        const string offer = "/sys/kernel/mm/transparent_hugepage/enabled";
        Skip.IfNot(File.Exists(offer) && !File.ReadAllText(offer).Contains("[never]"),
            "this kernel offers no transparent huge pages");
        var (applied, reason, faults) = Child(nameof(AllocatorPolicy.HugePages));
        Assert.True(applied, reason);
        Assert.True(faults < SomeOfTwoMegabytes, $"{faults} faults");
    }

    [SkippableFact]
    public void Huge_pages_are_refused_once_libtorch_is_loaded()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the allocator's switches are Linux's");
        using var loaded = ones(1);
        Assert.Equal(
            new AllocatorReport(AllocatorPolicy.HugePages, false, "libtorch is loaded and has read its settings"),
            Allocator.Configure(AllocatorPolicy.HugePages));
    }

    private static (bool Applied, string Reason, long Faults) Child(string policy)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(AllocatorTests).Assembly.Location])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_STARTUP_HOOKS"] = typeof(AllocatorTests).Assembly.Location,
                [StartupHook.Variable] = policy },
        };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, text);
        var parts = text.Split('|');
        return (bool.Parse(parts[0]), parts[1], long.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
