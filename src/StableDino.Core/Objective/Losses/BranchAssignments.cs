namespace StableDino.Objective;

/// <summary>The matching of a further branch.</summary>
/// <param name="Branch">Index into the configuration's branches.</param>
/// <param name="Assignments">Layer by layer; targets numbered as the branch repeats them, an image's whole list after
/// itself.</param>
public sealed record BranchAssignments(int Branch, Assignments Assignments);
