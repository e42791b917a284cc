using System.Collections.Immutable;
using LanguageExt;

namespace StableDino.Data;

/// <summary>Categories of a repaired copy: one entry an id, and one list in all splits.</summary>
internal static class CategoryRepair
{
    /// <summary>
    /// Each category as it stays in its own file, or none, and what the ids of its annotations become.
    /// </summary>
    /// <param name="split">The split.</param>
    /// <param name="model">The list that the splits before it agree on; empty for the first.</param>
    /// <param name="changes">Takes what is done.</param>
    public static (ImmutableArray<Option<CocoCategory>> Categories, Dictionary<long, long> Ids) Of(
        SplitReport split, ImmutableArray<CocoCategory> model, List<DataChange> changes)
    {
        var ids = new Dictionary<long, long>();
        var taken = new System.Collections.Generic.HashSet<long>();
        var fresh = split.Sound.Categories.Concat(model).Select(category => category.Id).DefaultIfEmpty().Max();
        var byId = model.DistinctBy(category => category.Id).ToDictionary(category => category.Id);
        var byName = model.DistinctBy(category => category.Name)
            .ToDictionary(category => category.Name, StringComparer.Ordinal);
        var kept = ImmutableArray.CreateBuilder<Option<CocoCategory>>(split.Sound.Categories.Length);
        foreach (var category in split.Sound.Categories) kept.Add(One(category));
        return (kept.DrainToImmutable(), ids);

        Option<CocoCategory> One(CocoCategory category)
        {
            if (ids.ContainsKey(category.Id))
                return Drop(DataFaultKind.CategoryIdRepeated, category,
                    $"{category.Name} shares its id with a category before it");
            var repaired = Agreed(Named(category, split, changes));
            ids[category.Id] = repaired.Id;
            return taken.Add(repaired.Id)
                ? repaired
                : Drop(DataFaultKind.SplitCategoryRenamed, category,
                    $"{category.Name} is listed already, as category {repaired.Id}");
        }

        // The category under the id and name that the splits before it gave it.
        CocoCategory Agreed(CocoCategory category)
        {
            if (!byId.TryGetValue(category.Id, out var same))
                return byName.TryGetValue(category.Name, out var elsewhere) ? Move(category, elsewhere.Id) : category;
            if (same.Name == category.Name) return category;
            if (ClassMatching.IsMisspelling(category.Name, same.Name, byName.ContainsKey))
            {
                changes.Add(new(DataFaultKind.SplitCategoryMisspelt, split.Paths.Name, $"category {category.Id}",
                    $"{category.Name} became {same.Name}", IsLoss: false));
                return same;
            }

            return Move(category, byName.TryGetValue(category.Name, out var other) ? other.Id : ++fresh);
        }

        CocoCategory Move(CocoCategory category, long id)
        {
            changes.Add(new(DataFaultKind.SplitCategoryRenamed, split.Paths.Name, $"category {category.Id}",
                $"{category.Name} and its annotations became category {id}", IsLoss: false));
            return category with { Id = id };
        }

        Option<CocoCategory> Drop(DataFaultKind kind, CocoCategory category, string why)
        {
            changes.Add(new(kind, split.Paths.Name, $"category {category.Id}", why, IsLoss: true));
            return default;
        }
    }

    /// <summary>Those of <paramref name="all"/> that a split does not have.</summary>
    public static ImmutableArray<CocoCategory> Missing(IEnumerable<Option<CocoCategory>> own,
        ImmutableArray<CocoCategory> all, SplitReport split, List<DataChange> changes)
    {
        var ids = own.SelectMany(category => category).Select(category => category.Id).ToHashSet();
        ImmutableArray<CocoCategory> missing = [.. all.Where(category => !ids.Contains(category.Id))];
        foreach (var category in missing)
            changes.Add(new(DataFaultKind.SplitCategoryMissing, split.Paths.Name, $"category {category.Id}",
                $"{category.Name} was added to the list", IsLoss: false));
        return missing;
    }

    private static CocoCategory Named(CocoCategory category, SplitReport split, List<DataChange> changes)
    {
        if (!string.IsNullOrWhiteSpace(category.Name)) return category;
        changes.Add(new(DataFaultKind.CategoryNameEmpty, split.Paths.Name, $"category {category.Id}",
            $"it is called category-{category.Id} now", IsLoss: false));
        return category with { Name = $"category-{category.Id}" };
    }
}
