using LanguageExt;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Kernels;
using StableDino.Runs;
using static TorchSharp.torch;

namespace StableDino.Properties.Training;

/// <summary>The garbage collector keeps out of training steps; alone in the process, for it is one for all.</summary>
[Collection(ProcessWide.Name)]
public class QuietStepsTests
{
    [Fact]
    public void No_collection_happens_inside_a_step_but_some_between_them()
    {
        using var state = ToyTraining.Start(ToyTraining.Recipe);
        var (inside, first, garbage) = (0, GC.CollectionCount(0), new byte[1][]);
        Either<string, BatchLoss> Loss(DetectorOutput output, Targets targets, Option<NoisedTargets> noised,
            double normaliser, Option<StableDino.Objective.MaskSupervision> masks)
        {
            var before = GC.CollectionCount(0);
            for (var i = 0; i < 1500; i++) garbage[0] = new byte[20_000];                  // 30 MB a step
            var loss = ToyTraining.Loss(output, targets, noised, normaliser, masks);
            inside += GC.CollectionCount(0) - before;
            return loss;
        }

        var steps = TrainingLoop.Run(state, ToyTraining.Recipe, Loss, ToyTraining.From(0, ToyTraining.Recipe.Batch), 8)
            .Count(step => step.IsRight);
        Assert.Equal((8, 0), (steps, inside));
        Assert.InRange(GC.CollectionCount(0) - first, 1, 9);
        Assert.NotEqual(System.Runtime.GCLatencyMode.NoGCRegion, System.Runtime.GCSettings.LatencyMode);
    }
}
