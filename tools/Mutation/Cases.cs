namespace StableDino.Mutation;

/// <summary>The long campaign: every property of the pure folders again and again, with new cases each time.</summary>
internal static class Cases
{
    public static int Run(ScratchCopy scratch, int times, TextWriter output)
    {
        scratch.Fill(new Dictionary<string, string>(), 0);
        scratch.Build(output);
        using var worker = new WorkerProcess(scratch.Tests, Campaign.Properties);
        var (runs, failures) = (0, 0);
        for (var time = 1; time <= times; time++)
        {
            var answer = worker.Ask("repeat", TimeSpan.FromMinutes(30))
                ?? throw new InvalidOperationException("The tests hung or crashed.");
            foreach (var failure in answer.Where(line => line.StartsWith("failed ", StringComparison.Ordinal)))
            {
                failures++;
                output.WriteLine(failure);
            }

            runs += answer.Count;
            if (time % 10 == 0 || time == times)
                output.WriteLine($"{time} times: {runs} runs of properties, {failures} failed");
        }

        return failures == 0 ? 0 : 1;
    }
}
