using LanguageExt;
using StableDino.Configuration;
using StableDino.Objective;
using StableDino.Pipeline;
using StableDino.Properties.Model;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Family;

/// <summary>Further groups of queries beside a denoising branch: each is what it is without the other.</summary>
[Collection(GlobalRandomness.Name)]
public class GroupsBesideDenoisingTests
{
    private const int Classes = 3;
    private const int Groups = 3;
    private static readonly Option<NoisedTargets> NoTargets = Option<NoisedTargets>.None;

    /// <summary>
    /// Deformable points with contrastive denoising, whose branch comes first; conditional attention with indicated
    /// denoising, whose branch comes last.
    /// </summary>
    public static TheoryData<string, string> Both { get; } =
        new() { { "groups-beside-denoising", "learned-boxes" }, { "groups-beside-indicated", "dn-detr-tiny" } };

    [Theory, MemberData(nameof(Both))]
    public void Without_its_further_groups_it_is_the_detector_that_has_none(string name, string without)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var scene = Scene.Of(name);
        using var plain = Find(without).Build(Classes);
        var learned = scene.Detector.state_dict();
        foreach (var (key, own) in plain.state_dict())
            own.copy_(own.dim() == 0 ? learned[key] : learned[key].narrow(0, 0, own.shape[0]));

        foreach (var training in new[] { true, false })
        {
            var (grouped, alone) = (scene.Said(scene.Detector, training), scene.Said(plain, training));
            Close(alone.Layers, grouped.Layers, "matching queries");
            Assert.Equal(training ? 2 : 0, grouped.Branches.Length);
            if (training) Close(alone.Branches.Single().Predictions, scene.Denoised(grouped), "denoising queries");
        }
    }

    [Theory, MemberData(nameof(Both))]
    public void Denoising_changes_no_prediction_of_matching_queries_and_groups(string name, string _)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var scene = Scene.Of(name);
        var (with, without) = (scene.Said(scene.Detector, training: true),
            scene.Said(scene.Detector, training: true, NoTargets));
        Close(without.Layers, with.Layers, "matching queries");
        Close(Assert.Single(without.Branches).Predictions, scene.Further(with), "further groups");
    }

    [Theory, MemberData(nameof(Both))]
    public void A_query_sees_its_own_group_and_a_noised_one_the_matching_queries_too(string name, string _)
    {
        using var scope = NewDisposeScope();
        using var silent = no_grad();
        using var scene = Scene.Of(name);
        var before = scene.Said(scene.Detector, training: true);
        var size = scene.Noised.GroupSize;

        for (var group = 0; group < Groups; group++)
        {
            var places = scene.Places.narrow(0, group * scene.Queries, scene.Queries);
            places.add_(0.5);
            var after = scene.Said(scene.Detector, training: true);
            places.sub_(0.5);
            Moved(group == 0, before.Layers, after.Layers, "matching queries");
            Moved(group == 0, scene.Denoised(before), scene.Denoised(after), "denoising queries");
            for (var other = 1; other < Groups; other++)
            {
                Predictions Own(DetectorOutput output) => Part(scene.Further(output), other - 1, scene.Queries);
                Moved(group == other, Own(before), Own(after), $"group {other} when {group} moves");
            }
        }

        var told = scene.Noised with { Boxes = scene.Noised.Boxes.clone() };
        told.Boxes.narrow(1, size, size).add_(1);
        var informed = scene.Said(scene.Detector, training: true, told);
        Moved(false, before.Layers, informed.Layers, "matching queries, given other targets");
        Moved(false, scene.Further(before), scene.Further(informed), "further groups, given other targets");
        for (var group = 0; group < scene.Noised.Groups; group++)
            Moved(group == 1, Part(scene.Denoised(before), group, size), Part(scene.Denoised(informed), group, size),
                $"denoising group {group}");
    }

    [Theory, MemberData(nameof(Both))]
    public void The_loss_is_that_of_the_groups_and_that_of_the_noised_targets(string name, string _)
    {
        using var scope = NewDisposeScope();
        using var scene = Scene.Of(name);
        var said = scene.Said(scene.Detector, training: true);
        int Branch<T>() where T : BranchConfig =>
            scene.Detector.Config.Branches.ToList().FindIndex(branch => branch is T);
        DetectorOutput Only(bool groups) =>
            said with { Branches =
                [.. said.Branches.Where(branch => branch.Branch == Branch<BranchConfig.QueryGroups>() == groups)] };
        using var together = scene.Report(said, scene.Noised);
        using var grouped = scene.Report(Only(groups: true), NoTargets);
        using var noised = scene.Report(Only(groups: false), scene.Noised);
        var denoising = noised.Terms().Where(term => term.Name.Contains("_dn", StringComparison.Ordinal)).ToArray();
        Assert.Equal<string>([.. grouped.Names, .. denoising.Select(term => term.Name)], together.Names);
        Assert.All(
            together.Terms().Zip(grouped.Terms().Concat(denoising), (both, part) => (both, part)),
            pair => Assert.Equal(pair.part.Value, pair.both.Value, 1e-5));
        Assert.Equal(grouped.Assignments, together.Assignments);
        Assert.Equal(Branch<BranchConfig.QueryGroups>(), Assert.Single(together.Branches).Branch);

        // The L1 of the last layer by hand: targets × groups divide both, each by its own groups.
        double Apart(Predictions queries, int query, int image, int groundTruth) =>
            (queries.Boxes[-1, image, query] - scene.Targets.Boxes[groundTruth]).abs().sum().item<float>();
        var (own, all) = (together.Assignments.Layers[^1], together.Branches.Single().Assignments.Layers[^1]);
        var (matched, told, first) = (0.0, 0.0, 0);
        for (var image = 0; image < scene.Targets.Counts.Length; image++)
        {
            var count = scene.Targets.Counts[image];
            for (var groundTruth = 0; groundTruth < count; groundTruth++)
            {
                matched += Apart(said.Layers, own[image].QueryOfTarget[groundTruth], image, first + groundTruth);
                for (var group = 0; group < Groups - 1; group++)
                    matched += Apart(scene.Further(said), all[image].QueryOfTarget[(group * count) + groundTruth],
                        image, first + groundTruth);
                for (var group = 0; group < scene.Noised.Groups; group++)
                    told += Apart(scene.Denoised(said), (group * scene.Noised.GroupSize) + groundTruth, image,
                        first + groundTruth);
            }

            first += count;
        }

        var weight = scene.Detector.Config.Losses.BoxWeight / first;
        Assert.Equal(weight * matched / Groups, together.Terms().Single(term => term.Name == "loss_bbox").Value, 1e-4);
        Assert.Equal(weight * told / scene.Noised.Groups,
            together.Terms().Single(term => term.Name == "loss_bbox_dn").Value, 1e-4);
    }

    [Theory, MemberData(nameof(Both))]
    public void Every_group_and_the_labels_learn_and_all_gradients_are_finite(string name, string _)
    {
        using var scope = NewDisposeScope();
        using var scene = Scene.Of(name);
        using var report = scene.Report(scene.Said(scene.Detector, training: true), scene.Noised);
        report.Total.backward();
        var learned = scene.Detector.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.grad);
        Assert.All(
            learned, pair => Assert.True(pair.Value is null || pair.Value.isfinite().all().item<bool>(), pair.Key));
        Assert.All(scene.Places.grad!.view(Groups, -1).abs().amax([1]).Doubles(),
            largest => Assert.True(largest > 0, "a group does not learn"));
        Assert.True(learned.Single(pair => pair.Key.Contains("label_enc", StringComparison.Ordinal)).Value!.abs().max()
            .item<float>() > 0, "labels do not learn");
    }

    /// <summary>A detector far from its starting weights, two images of three targets, and these with noise.</summary>
    private sealed record Scene(Detector Detector, ImageBatch Images, Targets Targets, NoisedTargets Noised)
        : IDisposable
    {
        public int Queries => Detector.Config.Queries.Count;

        /// <summary>Logits of the boxes to start from: [groups × queries, 4].</summary>
        public Tensor Places =>
            Detector.named_parameters()
                .Single(p => p.name is "learned.refpoint_embed.weight" or "learned.anchor_box_embed.weight").parameter;

        public static Scene Of(string name)
        {
            using var silent = no_grad();
            using var generator = new Generator(23, CPU);
            var detector = Find(name).Build(Classes);
            foreach (var parameter in detector.parameters())
                parameter.add_(randn(parameter.shape, generator: generator) * 0.05);
            var images = new ImageBatch(randn([2, 3, 64, 64], generator: generator),
                zeros([2, 64, 64], ScalarType.Bool), [new(64, 64), new(64, 64)]);
            var targets = new Targets(
                tensor(new long[] { 1, 0, 2 }), (rand([3, 4], generator: generator) * 0.4) + 0.2, [2, 1]);
            return new(detector, images, targets,
                DenoisingQueries.Draw(detector.Config, targets, Classes, generator).Value());
        }

        // Images go through batch normalisation: its running means are those of the images.
        public DetectorOutput Said(Detector detector, bool training, Option<NoisedTargets>? noised = null)
        {
            manual_seed(3);
            detector.train(training);
            return detector.call(Images, training ? noised ?? Noised : NoTargets);
        }

        public Predictions Denoised(DetectorOutput output) =>
            Of(output, static branch => branch is not BranchConfig.QueryGroups);

        public Predictions Further(DetectorOutput output) =>
            Of(output, static branch => branch is BranchConfig.QueryGroups);

        public LossReport Report(DetectorOutput output, Option<NoisedTargets> noised) =>
            Criterion.Evaluate(output, Targets, noised, Detector.Config)
                .IfLeft(fault => throw new InvalidOperationException(fault.ToString()));

        public void Dispose() => Detector.Dispose();

        private Predictions Of(DetectorOutput output, Func<BranchConfig, bool> kind) =>
            output.Branches.Single(branch => kind(Detector.Config.Branches[branch.Branch])).Predictions;
    }

    private static DetectorDefinition Find(string name) =>
        CompiledDetectors.All.Concat(Core.CompiledDetectors.All).Single(definition => definition.Name == name);

    private static Predictions Part(Predictions all, int part, int count) =>
        new(all.Logits.narrow(2, part * count, count), all.Boxes.narrow(2, part * count, count));

    private static void Moved(bool expected, Predictions before, Predictions after, string what)
    {
        var most = (before.Logits - after.Logits).abs().max().item<float>();
        Assert.True(expected ? most > 1e-4 : most <= 2e-5, $"{what} moved by {most:e2}");
    }

    private static void Close(Predictions expected, Predictions actual, string what)
    {
        Parity.Close(expected.Logits, actual.Logits, 2e-5, $"logits of {what}");
        Parity.Close(expected.Boxes, actual.Boxes, 2e-5, $"boxes of {what}");
    }
}
