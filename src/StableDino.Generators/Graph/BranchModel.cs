namespace StableDino.Generators.Graph;

/// <summary>
/// One assignment branch: a set of queries, how truths are given to them, what they pay, and whom they may attend to.
/// Denoising,
/// one-to-many queries, parallel groups and auxiliary heads are all branches.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Queries">Its queries, in words.</param>
/// <param name="TruthRepetition">How often each truth is offered.</param>
/// <param name="Assignment">How queries get their truths.</param>
/// <param name="Losses">What it pays.</param>
/// <param name="Sees">Whose queries its own may attend to.</param>
/// <param name="TrainOnly">Whether it exists in training only.</param>
internal sealed record BranchModel(
    string Name, string Queries, string TruthRepetition, string Assignment, string Losses, string Sees, bool TrainOnly);
