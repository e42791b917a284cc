using System.Text.Json;
using LanguageExt;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Evaluation;

/// <summary>One record of a results file as it stands there: the box, the mask or both may be missing.</summary>
internal sealed record DetectionRecord(
    int Number, bool Sound, long ImageId, long CategoryId,
    Option<(double X, double Y, double Width, double Height)> Box, double Score,
    Option<Segmentation> Mask)
{
    /// <summary>Reads a record; the tokens stand at its opening brace and end at its closing one.</summary>
    public static DetectionRecord Read(ref JsonTokens tokens, EntryFaults faults, int number)
    {
        var (image, category, score) = (0L, 0L, double.NaN);
        var (hasImage, hasCategory, hasScore, hasBox) = (false, false, false, false);
        var mask = Option<Segmentation>.None;
        Span<double> box = stackalloc double[4];
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            if (tokens.NameIs("image_id"u8)) hasImage = JsonValues.Integer(ref tokens, faults, "image_id", ref image);
            else if (tokens.NameIs("category_id"u8))
                hasCategory = JsonValues.Integer(ref tokens, faults, "category_id", ref category);
            else if (tokens.NameIs("score"u8)) hasScore = JsonValues.Number(ref tokens, faults, "score", ref score);
            else if (tokens.NameIs("bbox"u8)) hasBox = JsonValues.Box(ref tokens, faults, box);
            else if (tokens.NameIs("segmentation"u8)) mask = SegmentationJson.Read(ref tokens, faults);
            else tokens.Skip();
        }
        foreach (var (has, key) in new[] { (hasImage, "image_id"), (hasCategory, "category_id"), (hasScore, "score") })
        {
            if (!has)
                faults.Note($"The detection has no \"{key}\".", tokens.Place,
                    $"Add \"{key}\", or remove the detection.");
        }
        if (!hasBox && mask.IsNone)
            faults.Note("The detection has neither \"bbox\" nor \"segmentation\".", tokens.Place,
                "Add one, or remove the detection.");
        if (faults.EntryIsSound && !double.IsFinite(score))
            faults.Note("The score is not a finite number.", tokens.Place, "Write a finite score.");
        if (hasBox && box.IndexOfAnyExceptInRange(double.MinValue, double.MaxValue) >= 0)
        {
            faults.Note("\"bbox\" holds a number that is not finite.", tokens.Place, "Write four finite numbers.");
        }
        var sound = faults.EntryIsSound;
        if (!sound) faults.EndEntry($"detection {number}");
        return new(number, sound, image, category,
            hasBox ? (box[0], box[1], box[2], box[3]) : default(Option<(double, double, double, double)>), score, mask);
    }

    /// <summary>The detection, compressed text as the runs it stands for; a missing box is the mask's. None, and a
    /// fault, where the mask does
    /// not give one.</summary>
    public Option<Detection> ToDetection(EntryFaults faults)
    {
        if (!Sound) return default;
        var mask = Mask;
        if (Mask.Case is Segmentation.CompressedRunLengths text)
        {
            var read = RunLengthText.Read(text);
            if (read.Case is string damage)
            {
                faults.Add(damage, $"detection {Number}",
                    "Write the mask again, for example with pycocotools' mask.encode.");
                return default;
            }
            mask = read.ToOption().Map(static runs => (Segmentation)runs);
        }
        if (Box.IsNone && mask.Case is Segmentation.Polygons)
        {
            faults.Add("A polygon without a \"bbox\" has no size to be drawn at.", $"detection {Number}",
                "Add the \"bbox\", or write run lengths.");
            return default;
        }
        var (x, y, width, height) =
            Box.IfNone(() => mask.Match(some => RunLengthMasks.TightBox(RunLengthMasks.Of(some, 0, 0)), () => default));
        return new Detection(ImageId, CategoryId, x, y, width, height, Score, mask);
    }
}
