using System.Globalization;
using StableDino.Foundation;
namespace StableDino.Properties.Checkpoints;

/// <summary>
/// A hostile file is an error value that says what and where; nothing throws, nothing runs, nothing large is allocated.
/// </summary>
public class HostileFileTests
{
    public static TheoryData<string> Labels => [.. HostileFiles.All.Select(file => file.Label)];

    [Theory, MemberData(nameof(Labels))]
    public void A_hostile_file_is_an_error_value(string label)
    {
        var (_, content, said) = HostileFiles.All.Single(file => file.Label == label);
        var reading = HostileReading.Of(content);
        Assert.True(reading.Fault is not null, $"{label}: it was read");
        Assert.True(reading.Fault.Message.Contains(said, StringComparison.Ordinal),
            $"{label}: {reading.Fault.Message}");
        Assert.StartsWith("byte ", reading.Fault.Place, StringComparison.Ordinal);
        Assert.InRange(
            long.Parse(reading.Fault.Place["byte ".Length..], CultureInfo.InvariantCulture), 0, content.Length);
        Assert.False(string.IsNullOrEmpty(reading.Fault.Hint), label);
        Assert.InRange(reading.Allocated, 0, HostileReading.MostFor(content.Length));
    }

    [Fact]
    public void The_corpus_is_large_and_each_file_its_own()
    {
        Assert.InRange(HostileFiles.All.Length, 40, 1000);
        Assert.Equal(HostileFiles.All.Length, HostileFiles.All.Select(file => file.Label).Distinct().Count());
    }
}
