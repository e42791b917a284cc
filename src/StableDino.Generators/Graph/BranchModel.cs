namespace StableDino.Generators.Graph;

/// <summary>
/// One assignment branch: a set of queries, how targets are assigned to them, their losses, and whom they may attend to.
/// Denoising, one-to-many queries, parallel groups and auxiliary heads are all branches.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Queries">Its queries, in words.</param>
/// <param name="TargetRepetition">How often each target is offered.</param>
/// <param name="Assignment">How queries get their targets.</param>
/// <param name="Losses">Its loss terms.</param>
/// <param name="Sees">Whose queries its own may attend to.</param>
/// <param name="TrainOnly">Whether it exists in training only.</param>
internal sealed record BranchModel(
    string Name, string Queries, string TargetRepetition, string Assignment, string Losses, string Sees, bool TrainOnly);
