namespace StableDino.Configuration;

/// <summary>Where a query looks first: the point or box that the decoder refines.</summary>
public abstract record QueryReference
{
    private QueryReference() { }

    /// <summary>A point read from the learned position.</summary>
    /// <param name="Map">How.</param>
    public sealed record LearnedPoints(PointMap Map = PointMap.Linear) : QueryReference;

    /// <summary>Learned points, as they are: anchors in [0, 1], which every layer looks around (Anchor-DETR).</summary>
    public sealed record AnchorPoints : QueryReference;

    /// <summary>Nowhere: every layer predicts whole boxes (DETR).</summary>
    public sealed record None : QueryReference;

    /// <summary>A learned box per query (DAB-DETR).</summary>
    public sealed record LearnedBoxes : QueryReference;

    /// <summary>
    /// Two stages: every memory token proposes a box; the best by class score become the references, detached.
    /// </summary>
    /// <param name="Classes">What the proposals' class predictor learns.</param>
    /// <param name="LossWeight">Factor on the losses of the proposals.</param>
    /// <param name="Selection">Which proposals become queries.</param>
    public sealed record Proposals(
        ProposalClasses Classes = ProposalClasses.Aware, float LossWeight = 1f,
        ProposalSelection Selection = ProposalSelection.Best) : QueryReference;
}
