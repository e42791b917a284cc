using StableDino.Generators.Evaluation;

namespace StableDino.Generators.Graph;

/// <summary>One stage of a graph.</summary>
/// <param name="Field">Its field, and the prefix of its parameters' own names.</param>
/// <param name="Official">Prefix of its parameters' official names, with its dot.</param>
/// <param name="Type">Its module type in StableDino.Network.</param>
/// <param name="Arguments">Arguments of its constructor.</param>
/// <param name="Summary">What it does, in words.</param>
/// <param name="Input">What it takes.</param>
/// <param name="Output">What it gives.</param>
/// <param name="Parts">Its parameters.</param>
/// <param name="Cost">Its multiply–adds in inference.</param>
internal sealed record StageModel(
    string Field, string Official, string Type, EquatableArray<ArgumentModel> Arguments, string Summary, End Input, End Output,
    EquatableArray<Part> Parts, Cost Cost)
{
    /// <summary>Its property.</summary>
    public string Property => char.ToUpperInvariant(Field[0]) + Field.Substring(1);

    /// <summary>Numbers it learns, for a class count.</summary>
    public long Learned(int classes) =>
        Parts.Where(p => p.Kind == ParameterModel.Weight).Sum(p => p.Shape.Aggregate(1L, (product, d) => product * d.For(classes)));
}

/// <summary>A typed end of a stage.</summary>
/// <param name="Type">The hand-over record.</param>
/// <param name="Shape">Its shape in words, for one image of 800×1066.</param>
internal sealed record End(string Type, string Shape);

/// <summary>A constructor argument: a part of the configuration, or C# text.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">The part of the configuration, or null.</param>
/// <param name="Text">C# text where there is no value.</param>
internal sealed record ArgumentModel(string Name, ConfigValue? Value, string Text = "");
