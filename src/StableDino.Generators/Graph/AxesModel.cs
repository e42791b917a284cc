using StableDino.Generators.Checking;
using StableDino.Generators.Model;

namespace StableDino.Generators.Graph;

/// <summary>Where a detector stands on the family's five axes.</summary>
/// <param name="QueryContent">Learned, selected encoder tokens, embedded targets, region features.</param>
/// <param name="QueryPosition">Learned, sine of a point or box, encoded anchor pattern.</param>
/// <param name="CrossAttention">Dense, conditional, Gaussian, deformable points, box grid, masked, adaptive
/// mixing.</param>
/// <param name="TokenSelection">All tokens, or the best share of them.</param>
/// <param name="Branches">Assignment branches.</param>
internal sealed record AxesModel(
    string QueryContent, string QueryPosition, string CrossAttention, string TokenSelection,
    EquatableArray<BranchModel> Branches);
