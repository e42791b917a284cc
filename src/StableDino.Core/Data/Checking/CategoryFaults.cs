using System.Collections.Immutable;

namespace StableDino.Data;

/// <summary>What is wrong with one list of categories.</summary>
internal static class CategoryFaults
{
    public static void Collect(ImmutableArray<CocoCategory> categories, FaultList faults)
    {
        var byId = new Dictionary<long, CocoCategory>(categories.Length);
        var byLetters = new Dictionary<string, CocoCategory>(categories.Length, StringComparer.Ordinal);
        foreach (var category in categories)
        {
            var place = $"category {category.Id}";
            if (!byId.TryAdd(category.Id, category))
            {
                faults.Add(DataFaultKind.CategoryIdRepeated,
                    $"Category id {category.Id} is used twice, by {byId[category.Id].Name} and {category.Name}.", place,
                    "Give each category an id of its own.");
                continue;
            }
            if (string.IsNullOrWhiteSpace(category.Name))
                faults.Add(DataFaultKind.CategoryNameEmpty, $"Category {category.Id} has no name.", place,
                    "Add \"name\": weights are carried over, and results read, by name.");
            else if (!byLetters.TryAdd(Letters(category.Name), category)
                && byLetters[Letters(category.Name)] is var other)
            {
                if (other.Name == category.Name)
                    faults.Add(DataFaultKind.CategoryNameRepeated,
                        $"Categories {other.Id} and {category.Id} are both called {category.Name}.", place,
                        "Make them one, or give each a name of its own.");
                else
                    faults.Add(DataFaultKind.CategoryNamesAlike,
                        $"Categories {other.Id} ({other.Name}) and {category.Id} ({category.Name}) differ in spelling "
                        + "only.", place,
                        "If they are one class, use one id for both.");
            }
        }
    }

    /// <summary>
    /// What is left of a name without case, spaces and punctuation; the name itself where nothing is.
    /// </summary>
    public static string Letters(string name)
    {
        var letters = string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        return letters.Length > 0 ? letters : name;
    }
}
