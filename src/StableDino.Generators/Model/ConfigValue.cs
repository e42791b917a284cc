namespace StableDino.Generators.Model;

/// <summary>
/// What an expression of the configuration language evaluates to: a tree of names, numbers and texts.
/// </summary>
internal abstract record ConfigValue
{
    private ConfigValue() { }

    /// <summary>A bool, int, long, float, double or string.</summary>
    public sealed record Constant(object Value) : ConfigValue;

    /// <summary>A member of an enum; <paramref name="Type"/> is its full C# name.</summary>
    public sealed record EnumMember(string Type, string Member) : ConfigValue;

    /// <summary>A record; <paramref name="Type"/> is its full C# name, members in constructor order.</summary>
    public sealed record Record(string Type, EquatableArray<Part> Members) : ConfigValue
    {
        /// <summary>The member of that name, or null.</summary>
        public ConfigValue? this[string name] =>
            Members.Where(m => m.Name == name).Select(m => m.Value).FirstOrDefault();
    }

    /// <summary>A list, in order.</summary>
    public sealed record List(EquatableArray<ConfigValue> Items) : ConfigValue;

    /// <summary>A named part of a record.</summary>
    public sealed record Part(string Name, ConfigValue Value);
}
