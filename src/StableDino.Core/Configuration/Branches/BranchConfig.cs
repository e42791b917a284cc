namespace StableDino.Configuration;

/// <summary>
/// A further assignment branch of the decoder, in training only: its own queries, beside those that inference reads,
/// are given targets in
/// their own way and pay their own losses. Queries of a branch are seen by no other branch.
/// </summary>
public abstract record BranchConfig
{
    private BranchConfig() { }

    /// <summary>
    /// Contrastive denoising (DINO §3.3). Queries: targets with noise, in groups; in each, one positive copy of every
    /// target and the rest
    /// negatives. A positive knows its target. A group sees itself and the matching queries.
    /// </summary>
    /// <param name="Negatives">How the noise of the negative copies differs from the positive's.</param>
    /// <param name="Losses">What its queries pay, divided by targets × groups.</param>
    /// <param name="Queries">Positive queries aimed at per image; groups = max(1, Queries / most targets in an
    /// image).</param>
    /// <param name="Copies">Copies of each target in a group; the first is positive.</param>
    /// <param name="LabelNoise">Twice the probability that a label is drawn again.</param>
    /// <param name="BoxNoise">Largest corner shift over half the box's size.</param>
    /// <param name="Absent">What becomes of slots without a target.</param>
    public sealed record ContrastiveDenoising(
        NegativeNoise Negatives,
        LossConfig Losses,
        int Queries = 100,
        int Copies = 2,
        float LabelNoise = 0.5f,
        float BoxNoise = 1f,
        AbsentSlots Absent = AbsentSlots.Unseen) : BranchConfig;

    /// <summary>
    /// Denoising in a fixed number of groups (DN-DETR, Li et al., CVPR 2022). Queries: in each group every target once,
    /// its label, centre
    /// and size with noise, to be reconstructed. A group sees itself and the matching queries. The last channel of a
    /// query's content says
    /// which of the two it is, 1 or 0; so contents are learned one channel narrower.
    /// </summary>
    /// <param name="Losses">What its queries pay, divided by targets × groups.</param>
    /// <param name="Groups">Groups, each with all targets.</param>
    /// <param name="LabelNoise">Probability that a label is drawn again, among the classes and one more, which stands
    /// for an unknown one.</param>
    /// <param name="BoxNoise">Largest shift of the centre over half the box's size, and largest change of the size over
    /// the size.</param>
    /// <param name="Absent">What becomes of slots without a target.</param>
    public sealed record DenoisingGroups(
        LossConfig Losses,
        int Groups = 5,
        float LabelNoise = 0.2f,
        float BoxNoise = 0.4f,
        AbsentSlots Absent = AbsentSlots.Unseen) : BranchConfig;

    /// <summary>
    /// Denoising as MaskDINO does it: groups of noised targets without negatives, each to be reconstructed. The centre
    /// and the size of a box
    /// are shifted. A group sees itself and the matching queries.
    /// </summary>
    /// <param name="Losses">What its queries pay, divided by targets × groups.</param>
    /// <param name="Queries">Most queries of an image; groups = Queries / most targets in an image, and none where
    /// there are more targets.</param>
    /// <param name="LabelNoise">Probability that a label is drawn again.</param>
    /// <param name="BoxNoise">Largest shift of the centre over half the box's size, and of the size over the
    /// size.</param>
    /// <param name="Absent">What becomes of slots without a target.</param>
    public sealed record PositiveDenoising(
        LossConfig Losses,
        int Queries = 100,
        float LabelNoise = 0.2f,
        float BoxNoise = 0.4f,
        AbsentSlots Absent = AbsentSlots.Unseen) : BranchConfig;

    /// <summary>
    /// One-to-many matching (H-DETR, Jia et al., CVPR 2023). Queries: further ones, selected as the matching queries
    /// are and ranked after
    /// them. Every target is offered several times. The branch and the matching queries do not see each other.
    /// </summary>
    /// <param name="Terms">Its cost and its losses; the losses are divided by targets × repetition.</param>
    /// <param name="Queries">Its queries T.</param>
    /// <param name="Repetition">How often each target is offered, k.</param>
    /// <param name="Weight">Factor λ on all its losses.</param>
    public sealed record OneToMany(BranchTerms Terms, int Queries = 1500, int Repetition = 6, float Weight = 1f)
        : BranchConfig;

    /// <summary>
    /// Groups of queries (Group-DETR, Chen et al., ICCV 2023). Queries: further groups, each learned, and as many, as
    /// the matching queries,
    /// which are the first group. Each group is matched on its own, at the cost and with the losses of the matching
    /// queries; the losses of
    /// all groups, the first too, are divided by targets × groups.
    /// </summary>
    /// <param name="Groups">Groups in training, the matching queries among them.</param>
    /// <param name="Attention">Who sees whom.</param>
    public sealed record QueryGroups(int Groups = 11, GroupAttention Attention = GroupAttention.Isolated)
        : BranchConfig;

    /// <summary>
    /// An anchor head on the memory (Co-DETR, Zong et al., ICCV 2023, §3.2: ATSS). It classifies and locates one anchor
    /// a cell, several of
    /// them for each target, and trains the encoder; what it pays is its class term, 2 × GIoU weighted by centredness,
    /// and the centredness
    /// term, all × <paramref name="Weight"/>. Queries: its positives, which know their targets, and are seen by no
    /// other branch.
    /// </summary>
    /// <param name="Losses">What its queries pay in every decoder layer, divided by their number.</param>
    /// <param name="Candidates">Anchors of each level, nearest a target's centre, among which its positives are
    /// chosen.</param>
    /// <param name="Convolutions">Convolutions before each predictor.</param>
    /// <param name="Queries">Most positives of an image that become queries.</param>
    /// <param name="Weight">Factor λ on what the head itself pays: decoder layers × 2 in the official code.</param>
    public sealed record AnchorHead(LossConfig Losses, int Candidates = 9, int Convolutions = 1, int Queries = 300,
        float Weight = 12f) : BranchConfig;

    /// <summary>
    /// A region head on the memory (Co-DETR §3.2: Faster R-CNN). It proposes boxes from nine anchors a cell, aligns the
    /// memory inside those
    /// it samples, and classifies and locates them. It pays the proposals' object and L1 terms, the regions' class term
    /// and 10 × GIoU, all
    /// × <paramref name="Weight"/>. Queries: its positives, as those of <see cref="AnchorHead"/>.
    /// </summary>
    /// <param name="Losses">What its queries pay in every decoder layer, divided by their number.</param>
    /// <param name="Candidates">Most proposals of a level, best first, before suppression.</param>
    /// <param name="Proposals">Most proposals of an image, after it.</param>
    /// <param name="ProposalIou">IoU above which the lower-scored of two proposals of a level is suppressed.</param>
    /// <param name="AnchorSamples">Anchors of an image that pay; at most half of them positive.</param>
    /// <param name="Samples">Regions of an image that are looked at.</param>
    /// <param name="PositiveShare">Most of the regions that are positive, as a share.</param>
    /// <param name="HiddenWidth">Channels between a region and its predictors.</param>
    /// <param name="FinestSide">Side of the regions, in pixels, from which on they are read from the second finest
    /// level and coarser ones.</param>
    /// <param name="Queries">Most positives of an image that become queries.</param>
    /// <param name="Weight">Factor λ on what the head itself pays.</param>
    public sealed record RegionHead(
        LossConfig Losses,
        int Candidates = 4000,
        int Proposals = 1000,
        float ProposalIou = 0.7f,
        int AnchorSamples = 256,
        int Samples = 512,
        float PositiveShare = 0.25f,
        int HiddenWidth = 1024,
        float FinestSide = 56f,
        int Queries = 300,
        float Weight = 12f) : BranchConfig;
}
