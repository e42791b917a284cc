namespace StableDino.Configuration;

/// <summary>How many points of a mask are looked at, and where.</summary>
/// <remarks>
/// Source: PointRend (Kirillov et al., CVPR 2020, arXiv:1912.08193), section 3.2; the defaults are Mask2Former's and
/// MaskDINO's.
/// </remarks>
/// <param name="Points">Points of each mask, for the loss and for the matching cost.</param>
/// <param name="Oversampling">Candidates per point, at least 1: the most uncertain are chosen among them.</param>
/// <param name="Importance">Share of the points that are chosen by uncertainty, 0 to 1; the others are uniform.</param>
public sealed record MaskPointConfig(int Points = 12544, double Oversampling = 3, double Importance = 0.75)
{
    /// <summary>Candidates drawn for each mask.</summary>
    public int Candidates => (int)(Points * Oversampling);

    /// <summary>Points chosen by uncertainty.</summary>
    public int Uncertain => (int)(Importance * Points);

    /// <summary>Points drawn uniformly.</summary>
    public int Uniform => Points - Uncertain;
}
