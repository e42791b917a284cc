using System.Diagnostics;
using System.Globalization;
using StableDino.Foundation;

namespace StableDino.Properties.Checkpoints;

/// <summary>Damages weight files in every way that comes to mind and reads what is left.</summary>
internal static class CheckpointFuzz
{
    /// <summary>What a run saw.</summary>
    /// <param name="Inputs">Files read.</param>
    /// <param name="Refused">Of them, refused with a fault.</param>
    /// <param name="Crashes">Of them, thrown at; the first few with how to make them again.</param>
    /// <param name="Slow">Longer than two seconds.</param>
    /// <param name="Large">Allocations above twice the file and 64 MiB.</param>
    /// <param name="Longest">Longest time for one file, seconds.</param>
    /// <param name="Most">Largest allocation for one file, bytes.</param>
    internal sealed record Result(long Inputs, long Refused, List<string> Crashes, List<string> Slow,
        List<string> Large, double Longest, long Most)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Inputs} inputs, {Refused} refused, {Crashes.Count} crashes, {Slow.Count} over 2 s (longest "
            + $"{Longest:F3} s), {Large.Count} above 2 x file + 64 MiB (most {Most / 1048576.0:F1} MiB)")
            + string.Concat(Crashes.Concat(Slow).Concat(Large).Take(10).Select(line => $"\n{line}"));
    }

    /// <summary>Reads <paramref name="count"/> damaged files, the same ones for the same seed.</summary>
    /// <param name="seeds">Files to damage.</param>
    /// <param name="archived">Makes an archive around a pickle, so that damage reaches past the archive's own
    /// checks.</param>
    /// <param name="pickle">The pickle to damage for it.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="say">Told now and then.</param>
    public static Result Run(IReadOnlyList<byte[]> seeds, Func<byte[], byte[]> archived, byte[] pickle, int count,
        int seed, Action<string> say)
    {
        var (refused, longest, most) = (0L, 0.0, 0L);
        var (crashes, slow, large) = (new List<string>(), new List<string>(), new List<string>());
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            var random = new Random(unchecked((seed * 1_000_003) + i));
            var content = random.Next(3) == 0
                ? archived(Damaged(pickle, seeds, random))
                : Damaged(seeds[random.Next(seeds.Count)], seeds, random);
            var begin = watch.Elapsed.TotalSeconds;
            try
            {
                var reading = HostileReading.Of(content);
                if (reading.Fault is not null) refused++;
                most = Math.Max(most, reading.Allocated);
                if (reading.Allocated > HostileReading.MostFor(content.Length))
                    large.Add($"input {i} of seed {seed}: {reading.Allocated} bytes for {content.Length}");
            }
            catch (Exception e)
            {
                crashes.Add(
                    $"input {i} of seed {seed}: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n')[0].Trim()}");
            }

            var took = watch.Elapsed.TotalSeconds - begin;
            longest = Math.Max(longest, took);
            if (took > 2) slow.Add($"input {i} of seed {seed}: {took:F1} s");
            if ((i + 1) % 50_000 == 0)
                say($"{i + 1} inputs, {crashes.Count} crashes, {watch.Elapsed.TotalSeconds:F0} s");
        }

        return new Result(count, refused, crashes, slow, large, longest, most);
    }

    private static byte[] Damaged(byte[] sound, IReadOnlyList<byte[]> seeds, Random random)
    {
        var bytes = sound.ToList();
        for (var rounds = random.Next(2) == 0 ? 1 : 1 << random.Next(5); rounds > 0 && bytes.Count > 0; rounds--)
        {
            var at = random.Next(2) == 0
                ? random.Next(bytes.Count)
                : Math.Min(bytes.Count - 1, (int)(bytes.Count * Math.Pow(random.NextDouble(), 3)));
            switch (random.Next(9))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = Telling[random.Next(Telling.Length)]; break;
                case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 9))); break;
                case 4: bytes.InsertRange(
                    at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256))); break;
                case 5: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 64))));
                break;
                case 6: bytes.RemoveRange(at, bytes.Count - at); break;
                case 7:
                    var other = seeds[random.Next(seeds.Count)];
                    var from = random.Next(other.Length + 1);
                    bytes.InsertRange(
                        at, other.AsSpan(from, Math.Min(other.Length - from, random.Next(1, 256))).ToArray());
                    break;
                default:
                    var number = BitConverter.GetBytes(Numbers[random.Next(Numbers.Length)]);
                    for (var i = 0; i < (random.Next(2) == 0 ? 4 : 8) && at + i < bytes.Count; i++)
                        bytes[at + i] = number[i];
                    break;
            }
        }

        return [.. bytes];
    }

    // instructions of pickles, brackets of JSON, extremes
    private static readonly byte[] Telling = [.. "(.012NIJKMLFGSTUVXBC]ael}sud)tghjpqrcRbQiP{[\",:"u8, 0x80, 0x81, 0x85,
        0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8d, 0x8e, 0x93, 0x94, 0x95, 0x96, 0, 0x7f, 0xff];

    private static readonly long[] Numbers = [0, 1, -1, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue,
        long.MinValue, 1L << 31, 1L << 40, 1L << 62, 16, 65535];
}
