namespace StableDino.Data;

/// <summary>How often a category occurs.</summary>
/// <param name="Category">The category.</param>
/// <param name="Images">Images with at least one annotation of it.</param>
/// <param name="Small">Objects of an area under 32².</param>
/// <param name="Medium">Objects from 32² and under 96².</param>
/// <param name="Large">Objects from 96².</param>
/// <param name="Crowds">Crowds; not counted elsewhere.</param>
public sealed record ClassStatistics(CocoCategory Category, int Images, int Small, int Medium, int Large, int Crowds)
{
    /// <summary>Objects of all sizes.</summary>
    public int Objects => Small + Medium + Large;
}
