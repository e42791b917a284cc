using System.Collections.Immutable;
using StableDino.Generators.Model;
using StableDino.Generators.Parsing;

namespace StableDino.Generators.Evaluation;

/// <summary>From the expression of an attributed property to a value that knows where it was written.</summary>
internal static class DetectorEvaluation
{
    /// <summary>Evaluates one property; null for none.</summary>
    public static ParsedDetector? Of(ParsedProperty? property, CancellationToken cancel)
    {
        if (property is null)
            return null;
        var visit = new Frame.Visit(property.Key, property.Declaration.Property);
        var (value, problems, _) = property.IsKnownByKey
            ? Memory.Of(property.Library).Remember(property.Key, Evaluate)
            : Evaluate();
        return new(
            property.Declaration, property.NameSpan,
            problems.Length == 0 ? value?.Plain : null,
            value is null ? [] : Origins(value, property.Span),
            problems);

        Evaluated Evaluate() => Evaluator.Evaluate(property.Body, visit, property.Library, cancel);
    }

    private static EquatableArray<Origin> Origins(Traced whole, SourceSpan declaration)
    {
        var found = ImmutableArray.CreateBuilder<Origin>();
        Parts("", whole);
        return found.ToImmutable().ToEquatable();

        bool IsHere(Traced part) => !part.IsDefault && declaration.Contains(part.Origin);

        void Add(string path, Traced part)
        {
            if (IsHere(part))
                found.Add(new(path, part.Origin));
            Parts(path, part);
        }

        // Most parts are numbers that were written elsewhere: they need no path.
        void Parts(string path, Traced traced)
        {
            if (traced is Traced.Record record)
            {
                foreach (var member in record.Members)
                {
                    if (member.Value is not Traced.Scalar || IsHere(member.Value))
                        Add(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value);
                }
            }
            else if (traced is Traced.List list)
            {
                for (var i = 0; i < list.Items.Length; i++)
                    Add($"{path}[{i}]", list.Items[i]);
            }
        }
    }
}
