using StableDino.Cli;
using StableDino.Core;

return Tool.Run(args, CompiledDetectors.All, Console.Out, Console.Error);
