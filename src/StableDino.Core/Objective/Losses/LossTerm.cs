namespace StableDino.Objective;

/// <summary>One term of the training loss.</summary>
/// <param name="Name">The official code's name, such as <c>loss_giou_dn_0</c>.</param>
/// <param name="Value">Weighted value: the terms sum to the total.</param>
public readonly record struct LossTerm(string Name, double Value);
