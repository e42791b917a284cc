using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using StableDino.Data;
using StableDino.Foundation;

namespace StableDino.Properties.Data;

/// <summary>
/// What reading costs grows with a file's length, whatever the file repeats. Bytes are counted, not seconds.
/// </summary>
public sealed class ReaderGrowthTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Twice the file may cost twice as much; four times would be a square.</summary>
    private const double MostForTwice = 2.6;

    [Fact]
    public void Text_in_pieces_costs_what_its_pieces_cost() => Grows(pieces =>
    {
        var name = string.Concat(Enumerable.Repeat("ab<!---->", pieces));
        File.WriteAllText(folder["a.xml"], $"<annotation><object><name>{name}</name></object></annotation>");
        return () => Assert.True(VocXml.Read(folder["a.xml"]).IsRight);
    });

    [Fact]
    public void A_page_of_objects_costs_what_its_objects_cost() => Grows(objects =>
    {
        const string one = "<object><name>a</name><name>b</name><pose/></object>";
        File.WriteAllText(folder["a.xml"],
            $"<annotation>{string.Concat(Enumerable.Repeat(one, objects))}</annotation>");
        return () => Assert.Equal(objects, VocXml.Read(folder["a.xml"]).Match(page => page.Objects.Length, _ => 0));
    });

    [Fact]
    public void A_mask_of_many_polygons_costs_what_its_polygons_cost() => Grows(polygons =>
    {
        const int side = 512;
        ImmutableArray<ImmutableArray<double>> rings = [.. Enumerable.Range(0, polygons)
            .Select(i => (X: 2.0 * (i % (side / 2)), Y: 2.0 * (i / (side / 2))))
            .Select(at => ImmutableArray.Create(at.X, at.Y, at.X, at.Y + 1, at.X + 1, at.Y + 1, at.X + 1, at.Y))];
        var mask = new Segmentation.Polygons(rings);
        return () => Assert.Equal(polygons, RunLengthMasks.Area(RunLengthMasks.Of(mask, side, side)));
    });

    [Fact]
    public void Names_longer_than_any_name_are_not_compared_letter_by_letter()
    {
        var name = new string('a', 300);
        Assert.Equal(0, NearestNames.Distance(name, name));
        Assert.Equal(300, NearestNames.Distance(name, name[1..]));
        Assert.Equal(1, NearestNames.Distance(name[..200], name[..199]));
    }

    /// <summary>
    /// The place of a token is where it stands, through however small a buffer, whether or not earlier places were
    /// asked
    /// for.
    /// </summary>
    [Theory, InlineData(1), InlineData(3)]
    public void A_token_is_at_its_line_and_column(int every)
    {
        var (json, places, line, column) = (new StringBuilder("["), new List<string>(), 1, 2);
        for (var i = 0; i < 400; i++)
        {
            places.Add($"line {line}, column {column}");
            var token = i % 7 == 0 ? $"\"{new string('x', 5 * i)}\"" : i.ToString(CultureInfo.InvariantCulture);
            var gap = i % 5 == 0 ? ",\n\n  " : ", ";
            json.Append(token).Append(gap);
            (line, column) = i % 5 == 0 ? (line + 2, 3) : (line, column + token.Length + gap.Length);
        }

        var bytes = Encoding.UTF8.GetBytes(json.Append("0]").ToString());
        var tokens = new JsonTokens(new MemoryStream(bytes), bufferSize: 64);
        Assert.True(tokens.Read() && tokens.Type == JsonTokenType.StartArray);
        for (var i = 0; i < places.Count; i++)
        {
            Assert.True(tokens.Read());
            if (i % every == 0) Assert.Equal(places[i], tokens.Place);
        }
    }

    private static void Grows(Func<int, Action> reading)
    {
        const int count = 4000;
        Cost(reading(count));                                                       // what is made once
        var (once, twice) = (Cost(reading(count)), Cost(reading(2 * count)));
        Assert.True(twice <= MostForTwice * once, $"{once} bytes for {count}, {twice} for {2 * count}");
    }

    private static long Cost(Action reading)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        reading();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
