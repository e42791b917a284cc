using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using StableDino.Generators.Model;
using StableDino.Generators.Parsing;

namespace StableDino.Snapshots;

public class CanonicalTextProperties
{
    [Property(MaxTest = 300)]
    public Property A_printed_value_reads_back_as_itself() => Prop.ForAll(Values(3).ToArbitrary(), value =>
    {
        var text = CanonicalText.Print(value);
        return value.Equals(CanonicalReader.Parse(text)).Label(text);
    });

    [Property(MaxTest = 300)]
    public Property Damaged_text_never_throws() =>
        Prop.ForAll(Values(2).ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(),
            Gen.Elements('(', ')', '[', ']', '"', '\\', ',', '.', 'x', '9', ' ').ToArbitrary(), (value, at, letter) =>
            {
                var text = CanonicalText.Print(value);
                var damaged = text.Remove(at % text.Length, 1).Insert(at % text.Length, letter.ToString());
                return (Record.Exception(() => CanonicalReader.Parse(damaged)) is null).Label(damaged);
            });

    [Theory]
    [InlineData("")]
    [InlineData("new ")]
    [InlineData("new A(")]
    [InlineData("new A(B: 1,C: 2)")]
    [InlineData("1 ")]
    [InlineData("\"open")]
    [InlineData("\"\\u12\"")]
    [InlineData("99999999999")]
    [InlineData("A.")]
    [InlineData("[1")]
    [InlineData("[1,2]")]
    public void Other_text_is_not_a_value(string text) => Assert.Null(CanonicalReader.Parse(text));

    private static Gen<ConfigValue> Values(int depth) =>
        depth == 0 ? Leaves : Gen.Frequency((2, Leaves), (1, Records(depth)), (1, Lists(depth)));

    private static Gen<ConfigValue> Leaves => Gen.OneOf(
        ArbMap.Default.GeneratorFor<int>().Select(v => (object)v),
        ArbMap.Default.GeneratorFor<long>().Select(v => (object)v),
        ArbMap.Default.GeneratorFor<float>().Select(v => (object)v),
        ArbMap.Default.GeneratorFor<bool>().Select(v => (object)v),
        Gen.Elements<object>(0f, -0.5f, 1e-8f, float.NaN, float.PositiveInfinity, float.NegativeInfinity,
            float.MaxValue, int.MinValue, 1e300, "", "a \"b\" \\ \n ∞ \uD83E"))
        .Select(v => (ConfigValue)new ConfigValue.Constant(v));

    private static Gen<ConfigValue> Lists(int depth) =>
        Values(depth - 1).ListOf().Select(items => (ConfigValue)new ConfigValue.List(items.ToEquatable()));

    private static Gen<ConfigValue> Records(int depth) =>
        from type in Gen.Elements("A", "N.B", "N.B.C_1")
        from names in Gen.Elements("X", "Y", "Z").ListOf()
        from values in Gen.CollectToList(names, _ => Values(depth - 1))
        select (ConfigValue)new ConfigValue.Record(
            type, names.Zip(values, (n, v) => new ConfigValue.Part(n, v)).ToEquatable());
}
