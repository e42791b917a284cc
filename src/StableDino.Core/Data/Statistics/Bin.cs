namespace StableDino.Data;

/// <summary>One bar of a histogram.</summary>
/// <param name="Name">What is counted, such as <c>16–32</c>.</param>
/// <param name="Count">How many.</param>
public readonly record struct Bin(string Name, int Count);
