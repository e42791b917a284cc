namespace StableDino;

/// <summary>A file of weights or an image cannot be used; the message says why, and what would work.</summary>
/// <param name="message">One line for people.</param>
public sealed class ObjectDetectorException(string message) : Exception(message);
