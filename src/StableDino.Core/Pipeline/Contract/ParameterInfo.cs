using System.Collections.Immutable;
using System.Globalization;

namespace StableDino.Pipeline;

/// <summary>One entry of a detector's state.</summary>
/// <param name="Name">The official checkpoint's name.</param>
/// <param name="OwnName">The name in the built module's state.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Kind">What it is.</param>
public sealed record ParameterInfo(string Name, string OwnName, ImmutableArray<long> Shape, ParameterKind Kind)
{
    /// <summary>
    /// Entries as a compiled graph lists them, one a line: kind, shape, official name, and own name where it is
    /// another, such as
    /// <c>Weight [classes+1,256] transformer.class.weight heads.class.weight</c>. A table is one text, since compilers
    /// are slow on a list of
    /// hundreds of objects.
    /// </summary>
    /// <param name="table">The lines; as the config compiler writes them.</param>
    /// <param name="classes">What the word <c>classes</c> in a shape stands for.</param>
    public static ImmutableArray<ParameterInfo> Table(string table, int classes) => [.. table.Split('\n').Select(line =>
    {
        var words = line.TrimEnd('\r').Split(' ');
        return new ParameterInfo(words[2], words[^1], ShapeOf(words[1], classes), Enum.Parse<ParameterKind>(words[0]));
    })];

    private static ImmutableArray<long> ShapeOf(string sides, int classes) => sides == "[]" ? [] :
        [.. sides[1..^1].Split(',')
            .Select(side => side.Split('+').Sum(term => term.Split('*').Aggregate(1L, (product, word) =>
                product * (word == "classes" ? classes : long.Parse(word, CultureInfo.InvariantCulture)))))];
}
