using BenchmarkDotNet.Running;
using StableDino.Benchmarks;
using StableDino.Kernels;

// Without arguments: asks which benchmarks to run. `stages …`: times the stages of a training step (see docs/performance.md).
if (!args.Contains("--spin")) WaitingThreads.Sleep();
if (args.Contains("--keep-freed")) Console.Error.WriteLine(Allocator.Configure(AllocatorPolicy.KeepFreed));
if (args.Contains("--huge-pages")) Console.Error.WriteLine(Allocator.Configure(AllocatorPolicy.HugePages));
if (args is ["stages", .. var options]) return StageTimes.Run(options);
BenchmarkSwitcher.FromAssembly(typeof(ShortJob).Assembly).Run(args, new ShortJob());
return 0;
