namespace StableDino.Cli.ZooPage;

/// <summary>What others published about a detector, and what is verified of it here.</summary>
/// <param name="Name">The configuration's name.</param>
/// <param name="Ap">Box AP on COCO val2017, in percent, with its epochs; empty where nobody published one.</param>
/// <param name="Source">Who published it.</param>
/// <param name="Verified">What is equal to whose numbers, and the test that checks it.</param>
/// <param name="Published">Parameters and GFLOPs as published; empty where they are not known.</param>
public sealed record ZooEntry(string Name, string Ap, string Source, string Verified, string Published = "");
