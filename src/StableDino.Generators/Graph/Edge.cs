namespace StableDino.Generators.Graph;

/// <summary>One thing that a stage reads when it runs. In order they are the arguments of its call.</summary>
internal abstract record Edge
{
    private Edge() { }

    /// <summary>An input of the graph.</summary>
    public sealed record Input(GraphInput Which) : Edge;

    /// <summary>What an earlier stage yields, or a part or another form of it.</summary>
    public sealed record Value(StageKind Stage, Form Form = Form.Whole) : Edge;

    /// <summary>Queries that no auxiliary head has added to so far.</summary>
    public sealed record Unassisted(Value Queries) : Edge;

    /// <summary>Another stage itself: its weights are applied here.</summary>
    public sealed record Weights(StageKind Stage) : Edge;

    /// <summary>An optional value that this graph has not.</summary>
    public sealed record Nothing(Handover Type) : Edge;

    /// <summary>No argument: what auxiliary heads predict, added to the result up to this one of them.</summary>
    public sealed record Predicted(StageKind Head) : Edge;
}

/// <summary>The inputs of a graph.</summary>
internal enum GraphInput
{
    /// <summary>The batch as a whole.</summary>
    Images,

    /// <summary>[B, 3, H, W]: its pixels.</summary>
    Pixels,

    /// <summary>[B, H, W]: which pixels the stages are to take for padding; the graph's policy decides.</summary>
    Padding,

    /// <summary>Noised ground truth, in training only.</summary>
    Noised,
}

/// <summary>What of a value is read.</summary>
internal enum Form
{
    /// <summary>The value itself.</summary>
    Whole,

    /// <summary>The queries in it.</summary>
    Queries,

    /// <summary>The proposals in it.</summary>
    Proposals,

    /// <summary>The maps but the finest.</summary>
    Coarser,

    /// <summary>The levels in reverse, coarsest first.</summary>
    Reversed,
}
