using CustomDetector;
using StableDino.Zoo;

Console.WriteLine($"{StablePocketGraph.Name}: {StablePocketGraph.ParameterCount:N0} parameters");
foreach (var (step, loss) in FewSteps.Of(StablePocketGraph.Definition, steps: 8).Index())
    Console.WriteLine($"step {step + 1}  loss {loss:F3}");
