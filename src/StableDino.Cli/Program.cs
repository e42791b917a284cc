using StableDino.Cli;
using StableDino.Core;
using StableDino.Kernels;

WaitingThreads.Sleep();
Allocator.Configure();
return Tool.Run(args, CompiledDetectors.All, Console.Out, Console.Error);
