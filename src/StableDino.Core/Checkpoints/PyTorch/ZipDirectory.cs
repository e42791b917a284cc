using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using LanguageExt;
using StableDino.Foundation;

namespace StableDino.Checkpoints;

/// <summary>
/// An archive's list of files, each place and size checked. Our own and not <c>System.IO.Compression.ZipArchive</c>,
/// which says neither where a
/// stored file lies nor where an archive is broken, and holds several times a hostile directory in memory; inflating is
/// left to it.
/// </summary>
/// <remarks>Source: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.</remarks>
internal static class ZipDirectory
{
    /// <summary>Longest directory taken, in bytes: room for more than a hundred thousand storages.</summary>
    public const long LongestDirectory = 16 << 20;

    /// <summary>Deflate cannot shrink further than this.</summary>
    private const long MostInflation = 1032;

    /// <summary>A compressed file may inflate to this many bytes more than the whole archive has.</summary>
    private const long MostBeyondFile = 1 << 24;

    /// <summary>Every file of the archive in the directory's order, or what is wrong.</summary>
    public static Either<Fault, ImmutableArray<ZipEntry>> Read(string path, Stream stream)
    {
        var found = from place in FindDirectory(stream)
                    from entries in Entries(stream, place)
                    from apart in Disjoint(entries)
                    select apart;
        return found.MapLeft(problem =>
            Fault.AtByte(problem.Text, path, problem.At, "Fetch or write the file again."));
    }

    private readonly record struct Problem(string Text, long At);

    private readonly record struct Place(long Begin, long Length, long Count);

    private static Either<Problem, Place> FindDirectory(Stream stream)
    {
        const int end = 22, locator = 20;
        if (stream.Length < end) return new Problem("The archive ends in the middle.", stream.Length);
        var tail = Bytes(stream, stream.Length - Math.Min(stream.Length, end + 65535 + locator),
            (int)Math.Min(stream.Length, end + 65535 + locator));
        var at = tail.Length - end;
        while (at >= 0 && !(U32(tail, at) == 0x06054b50 && U16(tail, at + 20) == tail.Length - at - end)) at--;
        if (at < 0)
            return new Problem("The archive has no end record: it was cut short, or is no zip archive.", stream.Length);

        var offset = stream.Length - tail.Length + at;
        if (U16(tail, at + 4) is not (0 or 0xffff) || U16(tail, at + 6) is not (0 or 0xffff))
            return new Problem("The archive is one part of several.", offset);
        var place = new Place(U32(tail, at + 16), U32(tail, at + 12), U16(tail, at + 10));
        if ((place.Begin == uint.MaxValue || place.Length == uint.MaxValue || place.Count == ushort.MaxValue)
            && at >= locator && U32(tail, at - locator) == 0x07064b50)
        {
            var wide = U64(tail, at - locator + 8);
            if (wide < 0 || wide > offset - locator - 56)
                return new Problem("The archive's 64-bit end record lies outside of it.", offset - locator);
            var record = Bytes(stream, wide, 56);
            if (U32(record, 0) != 0x06064b50)
                return new Problem("The archive's 64-bit end record is not where it should be.", wide);
            (place, offset) = (new Place(U64(record, 48), U64(record, 40), U64(record, 32)), wide);
        }

        if (place.Length is < 0 or > LongestDirectory)
            return new Problem(
                $"The archive's directory claims {place.Length} bytes; at most {LongestDirectory} are taken.", offset);
        if (place.Begin < 0 || place.Begin > offset - place.Length)
            return new Problem("The archive's directory lies outside of it.", offset);
        if (place.Count < 0 || place.Count * 46 > place.Length)
            return new Problem($"The archive claims {place.Count} files; its directory has no room for them.", offset);
        return place;
    }

    private static Either<Problem, ImmutableArray<ZipEntry>> Entries(Stream stream, Place place)
    {
        var directory = Bytes(stream, place.Begin, (int)place.Length);
        var entries = ImmutableArray.CreateBuilder<ZipEntry>((int)place.Count);
        var names = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        var at = 0;
        for (var i = 0L; i < place.Count; i++)
        {
            var here = place.Begin + at;
            if (directory.Length - at < 46 || U32(directory, at) != 0x02014b50)
                return new Problem("The archive's directory is broken.", here);
            var (name, extra, comment) = (U16(directory, at + 28), U16(directory, at + 30), U16(directory, at + 32));
            if (directory.Length - at < 46 + name + extra + comment)
                return new Problem("The archive's directory ends in the middle of an entry.", here);
            var entry = Entry(stream, place, directory.AsSpan(at, 46 + name + extra), here);
            if (entry.Case is Problem problem) return problem;
            entry.IfRight(entries.Add);
            if (!names.Add(entries[^1].Name))
                return new Problem($"The archive holds '{entries[^1].Name}' twice.", here);
            at += 46 + name + extra + comment;
        }

        if (at != directory.Length)
            return new Problem("The archive's directory is longer than its entries.", place.Begin + at);
        return entries.MoveToImmutable();
    }

    private static Either<Problem, ZipEntry> Entry(Stream stream, Place place, ReadOnlySpan<byte> record, long here)
    {
        var (flags, method) = (U16(record, 8), U16(record, 10));
        var nameBytes = record.Slice(46, U16(record, 28));
        var name = Encoding.UTF8.GetString(nameBytes);
        if (name.Length == 0 || name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal)
            || name.Contains('\0', StringComparison.Ordinal)
            || name is [_, ':', ..] || name.Split('/').Contains(".."))
            return new Problem($"The archive names a file '{name}', which leads outside of it.", here);
        if ((flags & 1) != 0) return new Problem($"'{name}' is encrypted.", here);
        if (method is not (0 or 8))
            return new Problem(
                $"'{name}' is compressed by method {method}; 0 (stored) and 8 (deflate) are read.", here);

        var (stored, length, begin) = ((long)U32(record, 20), (long)U32(record, 24), (long)U32(record, 42));
        if (!Widen(record[(46 + nameBytes.Length)..], ref length, ref stored, ref begin))
            return new Problem($"'{name}' lacks its 64-bit sizes.", here);
        if (begin < 0 || begin > place.Begin - 30)
            return new Problem($"'{name}' begins at byte {begin}, outside the archive's data.", here);

        var local = Bytes(stream, begin, 30);
        if (U32(local, 0) != 0x04034b50) return new Problem($"'{name}' has no header at byte {begin}.", begin);
        var data = begin + 30 + U16(local, 26) + U16(local, 28);
        if (data > place.Begin) return new Problem($"The header of '{name}' reaches into the directory.", begin);
        if (U16(local, 26) != nameBytes.Length
            || !Bytes(stream, begin + 30, nameBytes.Length).AsSpan().SequenceEqual(nameBytes)
            || U16(local, 8) != method)
            return new Problem($"'{name}' is called or compressed otherwise in its own header.", begin);
        if (stored < 0 || stored > place.Begin - data)
            return new Problem($"'{name}' claims {stored} bytes; {place.Begin - data} are left.", begin);
        if (method == 0 && length != stored)
            return new Problem($"'{name}' claims {length} bytes and stores {stored}, uncompressed.", begin);
        if (length < 0 || length > stored * MostInflation + 64 || length > stream.Length + MostBeyondFile)
            return new Problem(
                $"'{name}' claims to inflate from {stored} to {length} bytes; an archive of {stream.Length} bytes may "
                + "not.", begin);
        return new ZipEntry(name, begin, data, stored, length, method == 8);
    }

    /// <summary>
    /// Takes the sizes that did not fit 32 bits from the 64-bit extra field, in its order; false when one is missing.
    /// </summary>
    private static bool Widen(ReadOnlySpan<byte> extra, ref long length, ref long stored, ref long begin)
    {
        if (length != uint.MaxValue && stored != uint.MaxValue && begin != uint.MaxValue) return true;
        while (extra.Length >= 4)
        {
            var size = Math.Min(U16(extra, 2), extra.Length - 4);
            var field = extra.Slice(4, size);
            if (U16(extra, 0) == 1)
                return Next(ref field, ref length) && Next(ref field, ref stored) && Next(ref field, ref begin);
            extra = extra[(4 + size)..];
        }

        return false;

        static bool Next(ref ReadOnlySpan<byte> field, ref long value)
        {
            if (value != uint.MaxValue) return true;
            if (field.Length < 8) return false;
            value = U64(field, 0);
            field = field[8..];
            return true;
        }
    }

    private static Either<Problem, ImmutableArray<ZipEntry>> Disjoint(ImmutableArray<ZipEntry> entries)
    {
        ZipEntry? last = null;
        foreach (var entry in entries.OrderBy(entry => entry.Begin))
        {
            if (last is not null && entry.Begin < last.Data + last.Stored)
                return new Problem($"'{last.Name}' and '{entry.Name}' overlap.", entry.Begin);
            last = entry;
        }

        return entries;
    }

    private static byte[] Bytes(Stream stream, long offset, int count)
    {
        var bytes = new byte[count];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
