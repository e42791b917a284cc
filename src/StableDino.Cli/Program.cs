using StableDino.Cli;
using StableDino.Core;

Startup.Configure(args);
return Tool.Run(args, CompiledDetectors.All, Console.Out, Console.Error);
