namespace StableDino.Data;

/// <summary>Text that is not UTF-8, at a place; never leaves <see cref="CocoJson"/>.</summary>
internal sealed class NotUtf8Exception(string place) : Exception("not UTF-8")
{
    public string Place { get; } = place;
}
