using System.Diagnostics;
using StableDino.Mutation;

// defects: replays the planted ones, and writes their page. campaign: mutation testing of the pure folders, and the
// page of what survives.
// cases TIMES: the long campaign. All work on a scratch copy.
var clock = Stopwatch.StartNew();
var root = Repository.Find(AppContext.BaseDirectory);
var scratch = new ScratchCopy(root, Environment.GetEnvironmentVariable("STABLEDINO_SCRATCH")
    ?? Path.Combine(Path.GetTempPath(), "stable-dino-mutants"));
switch (args)
{
    case ["defects"] or ["defects", _]:
        return Defects.Replay(scratch, args.ElementAtOrDefault(1), Console.Out);
    case ["campaign", .. var folders]:
        var page = folders.FirstOrDefault(word => word.EndsWith(".md", StringComparison.Ordinal));
        var code = Campaign.Run(scratch, [.. folders.Where(word => word != page)], page, Console.Out);
        Console.Out.WriteLine($"{clock.Elapsed.TotalMinutes:F1} minutes");
        return code;
    case ["cases", var times] when int.TryParse(times, out var count):
        var result = Cases.Run(scratch, count, Console.Out);
        Console.Out.WriteLine($"{clock.Elapsed.TotalMinutes:F1} minutes");
        return result;
    default:
        Console.Error.WriteLine(
            "usage: dotnet run -c Release --project tools/Mutation -- defects [PAGE] | campaign [PAGE] [FOLDER…] | "
            + "cases TIMES");
        return 2;
}
