using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace StableDino.Benchmarks;

/// <summary>Few and short iterations in this very process, where libtorch is already in memory.</summary>
public sealed class ShortJob : ManualConfig
{
    public ShortJob() => AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.DontLogOutput)
            .WithWarmupCount(2).WithIterationCount(7).WithMinIterationCount(5).WithMaxIterationCount(7)
        .WithLaunchCount(1))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddColumn(StatisticColumn.Median)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub);
}
