using BenchmarkDotNet.Running;
using StableDino.Benchmarks;
using StableDino.Foundation;

// Without arguments: asks which benchmarks to run. `stages …`: times a training step's phases; `parts`: its stages (see
// docs/performance.md).
// `evaluation …`: COCO's metrics of generated detections (see docs/evaluation.md). `compiler`: the config compiler (see
// docs/compiler.md).
// `growth …`: cost over tokens, queries, targets and batch (see docs/performance.md).
// `miniature …`: the paper's Tables 4 to 6 in small (see docs/experiments.md).
// `export …`: an exported file in ONNX Runtime against the library (see docs/export.md).
// `overfit …`: small detectors overfit 16 images (see docs/zoo-overfit.md).
if (!args.Contains("--spin")) WaitingThreads.Sleep();
if (args.Contains("--keep-freed")) Console.Error.WriteLine(Allocator.Configure(AllocatorPolicy.KeepFreed));
if (args.Contains("--huge-pages")) Console.Error.WriteLine(Allocator.Configure(AllocatorPolicy.HugePages));
if (args.Contains("--onednn")) FloatMatmul.UseOneDnn(true);
if (args is ["stages", .. var options]) return StageTimes.Run(options);
if (args is ["data", ..]) return DataTimes.Run();
if (args is ["parts", ..]) return PartTimes.Run(batch: 8, side: 192, repeats: 9);
if (args is ["evaluation", .. var asked]) return EvaluationTimes.Run(asked);
if (args is ["overfit", .. var wanted]) return OverfitProof.Run(wanted);
if (args is ["growth", .. var how]) return Growth.Run(how);
if (args is ["export", .. var exported]) return ExportTimes.Run(exported);
if (args is ["miniature", .. var given]) return Miniature.Run(given);
if (args is ["compiler", ..]) return CompilerTimes.Run(repeats: 7);
BenchmarkSwitcher.FromAssembly(typeof(ShortJob).Assembly).Run(args, new ShortJob());
return 0;
