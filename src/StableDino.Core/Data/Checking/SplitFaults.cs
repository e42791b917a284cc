using StableDino.Foundation;

namespace StableDino.Data;

/// <summary>
/// What is wrong between the annotations of two splits: the first is learnt from, the second tested on.
/// </summary>
internal static class SplitFaults
{
    /// <summary>Renamed categories whose nearest name is looked for, among all names.</summary>
    private const int MostNearest = 100;

    public static FaultList Collect(SplitReport train, SplitReport other)
    {
        var faults = new FaultList(other.Paths.Annotations);
        var (ours, theirs) = (new ClassList(train.Sound.Categories), new ClassList(other.Sound.Categories));
        var hint = $"Give both splits one list of categories, that of {train.Paths.Annotations}.";
        foreach (var category in ours.Categories.Where(c =>
            theirs.IndexOf(c.Id).IsNone && !other.Contents.Unread.Categories.Contains(c.Id)))
            Add(DataFaultKind.SplitCategoryMissing, category,
                $"Category {category.Id} ({category.Name}) of {train.Paths.Name} is missing.", hint);
        var (names, known, renamed) = (ours.Names, ours.Names.ToHashSet(), 0);
        foreach (var category in theirs.Categories)
        {
            if (ours.IndexOf(category.Id).Case is not int index)
            {
                if (train.Contents.Unread.Categories.Contains(category.Id)) continue;
                Add(DataFaultKind.SplitCategoryMissing, category,
                    $"Category {category.Id} ({category.Name}) is not in {train.Paths.Name}.", hint);
                continue;
            }
            var name = ours.Categories[index].Name;
            if (name == category.Name) continue;
            if (ClassMatching.IsMisspelling(category.Name, name, known.Contains))
                Add(DataFaultKind.SplitCategoryMisspelt, category,
                    $"Category {category.Id} is spelt {category.Name} here and {name} in {train.Paths.Name}.",
                    $"Write {name} in both, or {category.Name} in both.");
            else
                Add(DataFaultKind.SplitCategoryRenamed, category,
                    $"Category {category.Id} is {category.Name} here and {name} in {train.Paths.Name}.",
                    renamed++ < MostNearest
                        ? $"{hint} Nearest name there: {NearestNames.Of(category.Name, names, 1)[0]}."
                        : hint);
        }
        Unlearnt(train, other, faults);
        return faults;

        void Add(DataFaultKind kind, CocoCategory category, string message, string hint) =>
            faults.Add(kind, message, $"category {category.Id}", hint);
    }

    private static void Unlearnt(SplitReport train, SplitReport other, FaultList faults)
    {
        var learnt = train.Sound.Annotations.Where(a => !a.IsCrowd).Select(a => a.CategoryId).ToHashSet();
        var tested = other.Sound.Annotations.Where(a => !a.IsCrowd).Select(a => a.CategoryId).ToHashSet();
        var names = other.Sound.Categories.Where(c => tested.Contains(c.Id) && !learnt.Contains(c.Id))
            .Select(c => c.Name).Distinct().ToArray();
        if (names.Length > 0)
            faults.Add(DataFaultKind.SplitCategoryUnlearnt,
                $"{names.Length} categories have objects here and none in {train.Paths.Name}: "
                + $"{UseFaults.Names(names)}.", "", "They cannot be learnt; their AP will be about 0.");
    }
}
