using System.Collections.Immutable;
using System.Text;
using LanguageExt;
using static LanguageExt.Prelude;

namespace StableDino.Foundation;

/// <summary>COCO's compressed text form of run lengths.</summary>
/// <remarks>
/// From the fourth run on, the difference to the run two before is written. A number goes in groups of five bits, low
/// group
/// first, in two's complement; bit 0x20 means that more groups follow; a group is the character with code 48 + group.
/// </remarks>
public static class RunLengthText
{
    private const int MoreGroups = 0x20, Sign = 0x10, GroupBits = 5, FirstCharacter = 48;

    /// <summary>The text of a mask.</summary>
    public static Segmentation.CompressedRunLengths Write(Segmentation.RunLengths mask)
    {
        var text = new StringBuilder();
        for (var i = 0; i < mask.Counts.Length; i++)
        {
            long rest = i > 2 ? (long)mask.Counts[i] - mask.Counts[i - 2] : mask.Counts[i];
            for (var more = true; more;)
            {
                var group = (int)(rest & 0x1F);
                rest >>= GroupBits;
                more = (group & Sign) != 0 ? rest != -1 : rest != 0;
                text.Append((char)(FirstCharacter + (more ? group | MoreGroups : group)));
            }
        }
        return new(mask.Height, mask.Width, text.ToString());
    }

    /// <summary>Whether there is a mask, and its text, if it is one, can be read.</summary>
    internal static bool Usable(Option<Segmentation> mask) => mask.Exists(
        static some => some is not Segmentation.CompressedRunLengths text || Read(text).IsRight);

    /// <summary>The runs of a text, or what is wrong with it.</summary>
    /// <returns>Left: a sentence naming the character or run that cannot be; the runs never cover more than H·W
    /// pixels.</returns>
    public static Either<string, Segmentation.RunLengths> Read(Segmentation.CompressedRunLengths mask)
    {
        var counts = ImmutableArray.CreateBuilder<uint>();
        long total = 0, limit = (long)mask.Height * mask.Width;
        for (var at = 0; at < mask.Counts.Length;)
        {
            long value = 0;
            var shift = 0;
            for (var more = true; more; shift += GroupBits)
            {
                if (at == mask.Counts.Length) return Left($"The run-length text ends inside run {counts.Count + 1}.");
                var group = mask.Counts[at] - FirstCharacter;
                if (group is < 0 or > 0x3F)
                    return Left(
                        $"Character {at + 1} of the run-length text, U+{(int)mask.Counts[at]:X4}, is outside '0' to "
                        + "'o'.");
                if (shift > 35) return Left($"Run {counts.Count + 1} of the run-length text is longer than any image.");
                at++;
                value |= (long)(group & 0x1F) << shift;
                more = (group & MoreGroups) != 0;
                if (!more && (group & Sign) != 0) value |= -1L << (shift + GroupBits);
            }
            if (counts.Count > 2) value += counts[^2];
            if (value < 0) return Left($"Run {counts.Count + 1} of the run-length text is negative ({value}).");
            total += value;
            if (total > limit)
                return Left(
                    $"The runs cover {total} pixels or more, the {mask.Height} × {mask.Width} mask has {limit}.");
            counts.Add((uint)value);
        }
        return Right(new Segmentation.RunLengths(mask.Height, mask.Width, counts.ToImmutable()));
    }
}
