using System.Diagnostics;
using FsCheck;
using FsCheck.Xunit;
using StableDino.Configuration;
using StableDino.Data;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Data;

public sealed class BatchSourceTests : IDisposable
{
    private static readonly AugmentationConfig Tiny = AugmentationConfig.Small(48);
    private readonly BrokenTrees _trees = new();

    public void Dispose() => _trees.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_that_resumes_sees_the_batches_it_would_have_seen(int workers)
    {
        var data = Many(7);
        using var whole = new Batches(BatchSource.Training(data, Tiny, new(), 3, 60, 0, workers, default).Take(9));
        using var resumed = new Batches(BatchSource.Training(data, Tiny, new(), 3, 60, 4, workers: 2, default).Take(5));
        for (var i = 0; i < 5; i++)
            AssertSame(whole.List[4 + i], resumed.List[i]);
        using var other = new Batches(BatchSource.Training(data, Tiny, new(), 3, 61, 4, workers: 2, default).Take(5));
        Assert.Contains(Enumerable.Range(0, 5), i => !other.List[i].Sources.SequenceEqual(resumed.List[i].Sources));
    }

    [Fact]
    public void An_epoch_shows_no_image_twice_and_drops_what_fills_no_batch()
    {
        var order = new BatchOrder(7, 3, 60);
        Assert.Equal(2, order.StepsPerEpoch);
        foreach (var epoch in Enumerable.Range(0, 20))
        {
            var shown = order.Of(2 * epoch).Concat(order.Of(2 * epoch + 1)).ToArray();
            Assert.All(shown, image => Assert.Equal(epoch, image.Epoch));
            Assert.Equal(6, shown.Select(image => image.Image).Distinct().Count());
        }
        Assert.Equal(7, Enumerable.Range(0, 40).SelectMany(step => order.Of(step)).Select(image => image.Image)
            .Distinct().Count());
    }

    /// <summary>
    /// An epoch shows the same images as without; of its batches at most one has both shapes, the last.
    /// </summary>
    [Property]
    public void Batches_of_one_shape_are_a_permutation_of_the_epoch_with_one_mixed_batch_at_most(
        PositiveInt count, PositiveInt size, int seed, int shapes)
    {
        var (images, batch) = (count.Get, Math.Min(count.Get, size.Get));
        bool Wide(int image) => CounterRandom.Of(shapes).Below(image, 3) == 0;
        var order = new BatchOrder(images, batch, seed, Wide);
        var epoch = Enumerable.Range(0, (int)order.StepsPerEpoch)
            .Select(step => order.Of(step).Select(chosen => chosen.Image).ToArray()).ToArray();
        Assert.Equal(order.StepsPerEpoch * batch, epoch.SelectMany(chosen => chosen).Distinct().Count());
        Assert.Equal(epoch.SelectMany(chosen => chosen).Order(),
            Enumerable.Range(0, epoch.Length).SelectMany(step => new BatchOrder(images, batch, seed).Of(step))
                .Select(chosen => chosen.Image).Order());
        Assert.All(epoch.SkipLast(1), chosen => Assert.Single(chosen.Select(Wide).Distinct()));
        Assert.Equal(epoch[0], new BatchOrder(images, batch, seed, Wide).Of(0).Select(chosen => chosen.Image));
    }

    [Fact]
    public void A_set_smaller_than_a_batch_is_repeated()
    {
        var order = new BatchOrder(2, 5, 1);
        Assert.Equal(1, order.StepsPerEpoch);
        Assert.Equal([0L, 0, 1, 1, 2, 2, 3, 3, 4, 4], order.Of(0).Concat(order.Of(1)).Select(image => image.Epoch));
        using var batches =
            new Batches(BatchSource.Training(Opened(_trees.Valid()), Tiny, new(), 5, 0, 0, 1, default).Take(2));
        Assert.All(batches.List, batch => Assert.Equal(5, batch.Images.Count));
    }

    [Fact]
    public void Evaluation_shows_every_image_once_in_order_with_its_padding_and_targets()
    {
        var data = Opened(_trees.Valid());
        var pixels = new PixelNormalization();
        using var batches = new Batches(BatchSource.Evaluation(data, new ResizeConfig(40, 60), pixels, 2, 1, default));
        var batch = Assert.Single(batches.List);
        Assert.Equal(data.Images.AsEnumerable(), batch.Sources.AsEnumerable());
        Assert.Equal([2L, 3, 53, 46], batch.Images.Pixels.shape);
        Assert.Equal([(53, 40), (40, 46)], batch.Images.Sizes.Select(size => (size.Height, size.Width)));
        Assert.Equal(2 * 53 * 46 - 53 * 40 - 40 * 46, batch.Images.Padding.sum().item<long>());
        Assert.Equal(0, (batch.Images.Pixels * batch.Images.Padding.unsqueeze(1)).abs().sum().item<float>());
        Assert.True(batch.Images.Padding[1, 40, 45].item<bool>() && !batch.Images.Padding[1, 39, 45].item<bool>());
        Assert.Equal([2L, 2, 1, 3], batch.Targets.Labels.data<long>().ToArray());
        Assert.Equal([2, 2], batch.Targets.Counts.AsEnumerable());
        var box = batch.Targets.Boxes[0].data<float>().ToArray();
        Assert.Equal([33f / 58, 35f / 77, 14f / 58, 11f / 77], box, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(32)]
    public void A_size_divisor_adds_padding_and_changes_nothing_else(int divisor)
    {
        var data = Opened(_trees.Valid());
        using var tight = new Batches(BatchSource.Training(data, Tiny, new(), 2, 60, 0, 1, default).Take(4));
        using var padded =
            new Batches(BatchSource.Training(data, Tiny, new(), 2, 60, 0, 1, default, sizeDivisor: divisor).Take(4));
        foreach (var (least, more) in tight.List.Zip(padded.List))
        {
            var (height, width) = (least.Images.Pixels.shape[2], least.Images.Pixels.shape[3]);
            Assert.Equal([2L, 3, (height + divisor - 1) / divisor * divisor, (width + divisor - 1) / divisor * divisor],
                more.Images.Pixels.shape);
            using var scope = NewDisposeScope();
            Assert.True(more.Images.Pixels[.., .., ..(int)height, ..(int)width].equal(least.Images.Pixels).all()
                .item<bool>());
            Assert.Equal(0, (more.Images.Pixels * more.Images.Padding.unsqueeze(1)).abs().sum().item<float>());
            Assert.Equal(least.Images.Padding.logical_not().sum().item<long>(),
                more.Images.Padding.logical_not().sum().item<long>());
            Assert.Equal(least.Images.Sizes.AsEnumerable(), more.Images.Sizes.AsEnumerable());
            Assert.True(least.Targets.Boxes.equal(more.Targets.Boxes).all().item<bool>());
        }
    }

    [Fact]
    public void Normalised_values_are_mean_free_pixels()
    {
        var data = Opened(_trees.Valid());
        using var raw =
            new Batches(BatchSource.Evaluation(data, new ResizeConfig(77, 77), new(0, 0, 0, 1, 1, 1), 1, 0, default));
        using var normal = new Batches(
            BatchSource.Evaluation(data, new ResizeConfig(77, 77), new(100, 110, 120, 50, 60, 70), 1, 0, default));
        using var mean = tensor(new float[] { 100, 110, 120 }).view(3, 1, 1);
        using var deviation = tensor(new float[] { 50, 60, 70 }).view(3, 1, 1);
        Assert.True((raw.List[0].Images.Pixels - mean).div(deviation)
            .allclose(normal.List[0].Images.Pixels, 1e-5, 1e-5));
        Assert.InRange(raw.List[0].Images.Pixels.max().item<float>(), 200, 255);
    }

    [Fact]
    public void A_file_spoilt_after_the_check_is_reported_and_replaced_in_training_and_left_out_in_evaluation()
    {
        var root = _trees.Valid();
        var data = Opened(root);
        var path = Path.Combine(root, "train2017", "1.jpg");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..600]);
        var said = new List<DataFault>();
        using (var batches =
            new Batches(BatchSource.Training(data, Tiny, new(), 2, 0, 0, 2, default, said.Add).Take(3)))
            Assert.All(batches.List,
                batch => Assert.All(batch.Sources, source => Assert.Equal("2.png", source.FileName)));
        Assert.Equal(3, said.Count);
        Assert.All(said, fault => Assert.EndsWith("1.jpg", fault.File, StringComparison.Ordinal));
        said.Clear();
        using (var batches =
            new Batches(BatchSource.Evaluation(data, new ResizeConfig(48, 64), new(), 1, 1, default, said.Add)))
            Assert.Equal("2.png", Assert.Single(batches.List).Sources[0].FileName);
        Assert.Single(said);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void When_no_image_can_be_decoded_the_taker_hears_of_it(int workers)
    {
        var root = _trees.Valid();
        var data = Opened(root);
        Directory.Delete(Path.Combine(root, "train2017"), recursive: true);
        Assert.Throws<InvalidDataException>(() =>
            BatchSource.Training(data, Tiny, new(), 1, 0, 0, workers, default).First());
    }

    [Fact]
    public void A_cancelled_stream_ends_and_an_abandoned_one_stops_its_threads()
    {
        using var cancel = new CancellationTokenSource();
        var stream = BatchSource.Training(Opened(_trees.Valid()), Tiny, new(), 1, 0, 0, 2, cancel.Token);
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var batch in stream)
            {
                batch.Dispose();
                cancel.Cancel();
            }
        });
    }

    /// <summary>A data set of n small images, one of them without objects.</summary>
    private CocoDataset Many(int count)
    {
        var images = string.Join(",",
            Enumerable.Range(1, count)
                .Select(i =>
                    $$"""{"id": {{i}}, "file_name": "{{i % 2 + 1}}.{{(i % 2 == 0 ? "jpg" : "png")}}", "width": {{(i % 2 == 0 ? 58 : 60)}}, "height": {{(i % 2 == 0 ? 77 : 52)}}}"""));
        var annotations = string.Join(",",
            Enumerable.Range(1, 2 * count - 2)
                .Select(i =>
                    $$"""{"id": {{i}}, "image_id": {{(i + 1) / 2}}, "category_id": {{i % 3}}, "bbox": [{{i}}, {{i + 1}}, 20, 13], "area": 260, "iscrowd": 0}"""));
        return Opened(
            _trees.Tree(_ =>
                $$"""{"images": [{{images}}], "annotations": [{{annotations}}], "categories": [{"id": 0, "name": "a"}, {"id": 1, "name": "b"}, {"id": 2, "name": "c"}]}"""));
    }

    private static CocoDataset Opened(string root) =>
        CocoDataset.Open(root, "train2017")
            .Match(data => data, faults => throw new InvalidOperationException(string.Join("\n", faults)));

    private static void AssertSame(Batch a, Batch b)
    {
        Assert.Equal(a.Sources.AsEnumerable(), b.Sources.AsEnumerable());
        Assert.Equal(a.Images.Sizes.AsEnumerable(), b.Images.Sizes.AsEnumerable());
        Assert.Equal(a.Targets.Counts.AsEnumerable(), b.Targets.Counts.AsEnumerable());
        Assert.True(a.Images.Pixels.bytes.SequenceEqual(b.Images.Pixels.bytes));
        Assert.True(a.Images.Padding.bytes.SequenceEqual(b.Images.Padding.bytes));
        Assert.True(a.Targets.Boxes.bytes.SequenceEqual(b.Targets.Boxes.bytes));
        Assert.True(a.Targets.Labels.bytes.SequenceEqual(b.Targets.Labels.bytes));
    }

    private sealed class Batches(IEnumerable<Batch> batches) : IDisposable
    {
        public List<Batch> List { get; } = [.. batches];

        public void Dispose() => List.ForEach(batch => batch.Dispose());
    }
}
