using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>Overlap as COCO's evaluation measures it, in double precision.</summary>
/// <remarks><code>IoU = |A ∩ B| / |A ∪ B|;  against a crowd |A ∩ B| / |A|,  A being the detection</code></remarks>
public static class CocoOverlap
{
    /// <summary>Overlap of two boxes given by corner and size, pixels. Range [0, 1]; 0 where they only touch.</summary>
    /// <param name="detection">x, y, width, height.</param>
    /// <param name="target">x, y, width, height.</param>
    /// <param name="crowd">Whether the ground truth is a crowd.</param>
    public static double OfBoxes(
        (double X, double Y, double Width, double Height) detection,
        (double X, double Y, double Width, double Height) target, bool crowd)
    {
        var width = Math.Min(detection.X + detection.Width, target.X + target.Width) - Math.Max(detection.X, target.X);
        if (width <= 0) return 0;
        var height = Math.Min(detection.Y + detection.Height, target.Y + target.Height)
            - Math.Max(detection.Y, target.Y);
        if (height <= 0) return 0;
        var shared = width * height;
        var own = detection.Width * detection.Height;
        return shared / (crowd ? own : own + target.Width * target.Height - shared);
    }

    /// <summary>Overlap of two masks: pixels counted, one division. 0 where they do not meet; −1 where their tight
    /// boxes do but
    /// the image sizes differ.</summary>
    /// <param name="detection">The detection's mask.</param>
    /// <param name="target">The ground truth's mask.</param>
    /// <param name="crowd">Whether the ground truth is a crowd.</param>
    public static double OfMasks(Segmentation.RunLengths detection, Segmentation.RunLengths target, bool crowd) =>
        OfMasks(new MeasuredMask(detection), new MeasuredMask(target), crowd);

    internal static double OfMasks(MeasuredMask detection, MeasuredMask target, bool crowd)
    {
        if (OfBoxes(detection.Box, target.Box, crowd) <= 0) return 0;
        if ((detection.Mask.Height, detection.Mask.Width) != (target.Mask.Height, target.Mask.Width)) return -1;
        var shared = RunLengthMasks.SharedPixels(detection.Mask, target.Mask);
        if (shared == 0) return 0;
        return (double)shared / (crowd ? detection.Area : detection.Area + target.Area - shared);
    }

    /// <summary>A mask with what every comparison asks of it.</summary>
    internal sealed class MeasuredMask(Segmentation.RunLengths mask)
    {
        public Segmentation.RunLengths Mask { get; } = mask;

        public long Area { get; } = RunLengthMasks.Area(mask);

        public (double X, double Y, double Width, double Height) Box { get; } = RunLengthMasks.TightBox(mask);
    }
}
