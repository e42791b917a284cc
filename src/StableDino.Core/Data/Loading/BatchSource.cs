using LanguageExt;
using StableDino.Configuration;

namespace StableDino.Data;

/// <summary>
/// Streams of batches, made ahead on threads of their own and handed out in order. The one who takes a batch disposes
/// of it.
/// </summary>
public static class BatchSource
{
    /// <summary>
    /// Batches to learn from, without end. The k-th is a function of data, settings, seed and k alone.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="augmentation">How its images vary.</param>
    /// <param name="pixels">Mean and deviation of each channel.</param>
    /// <param name="batchSize">Images of a batch.</param>
    /// <param name="seed">Names the order of images and all random draws.</param>
    /// <param name="firstStep">Step to begin with: 0, or where a run resumes.</param>
    /// <param name="workers">Threads that make batches; 0 makes each when it is asked for.</param>
    /// <param name="cancel">Ends the stream with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="report">Called, on the caller's thread, with each image that cannot be decoded any more; the next
    /// one
    /// that can takes its place.</param>
    /// <param name="masks">The targets' masks, for a detector that learns them; without, no mask is ever drawn.</param>
    /// <param name="sizeDivisor">The padded sides are multiples of this; see
    /// <c>TrainingRecipe.SizeDivisor</c>.</param>
    /// <param name="groupShapes">Whether a batch has wide images or upright ones, not both; see
    /// <c>TrainingRecipe.GroupShapes</c>.</param>
    /// <exception cref="InvalidDataException">No image of the set can be decoded.</exception>
    public static IEnumerable<Batch> Training(
        CocoDataset data, AugmentationConfig augmentation, PixelNormalization pixels, int batchSize, int seed,
        long firstStep, int workers,
        CancellationToken cancel, Action<DataFault>? report = null, Option<TargetMasks> masks = default,
        int sizeDivisor = 1, bool groupShapes = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeDivisor, 1);
        if (augmentation.Problems() is { Length: > 0 } problems)
            throw new ArgumentException(string.Join("; ", problems), nameof(augmentation));
        var order = new BatchOrder(data.Images.Length, batchSize, seed,
            groupShapes ? i => data.Images[i].Width > data.Images[i].Height : null);
        var maker = new SampleMaker(data, masks);
        return Reported(
            OrderedWorkers.Run(workers,
                step => maker.Training(order, firstStep + step, augmentation, pixels, sizeDivisor), cancel), report);
    }

    /// <summary>All images once, in file order, whole and at one size. The last batch may be smaller.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="resize">Their size.</param>
    /// <param name="pixels">Mean and deviation of each channel.</param>
    /// <param name="batchSize">Images of a batch.</param>
    /// <param name="workers">Threads that make batches; 0 makes each when it is asked for.</param>
    /// <param name="cancel">Ends the stream with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="report">Called, on the caller's thread, with each image that cannot be decoded any more; it is left
    /// out.</param>
    /// <param name="masks">The targets' masks, where they are wanted.</param>
    public static IEnumerable<Batch> Evaluation(
        CocoDataset data, ResizeConfig resize, PixelNormalization pixels, int batchSize, int workers,
        CancellationToken cancel,
        Action<DataFault>? report = null, Option<TargetMasks> masks = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var maker = new SampleMaker(data, masks);
        var batches = (data.Images.Length + batchSize - 1) / batchSize;
        return Reported(
            OrderedWorkers.Run(workers, step =>
                step < batches ? maker.Evaluation(step, batchSize, resize, pixels) : MadeBatch.End, cancel), report);
    }

    private static IEnumerable<Batch> Reported(IEnumerable<MadeBatch> made, Action<DataFault>? report)
    {
        foreach (var (batch, faults, _) in made)
        {
            foreach (var fault in faults)
                report?.Invoke(fault);
            if (batch.Case is Batch some)
                yield return some;
        }
    }
}
