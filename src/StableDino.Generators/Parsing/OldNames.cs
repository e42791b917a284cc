using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableDino.Generators.Diagnostics;
using StableDino.Generators.Language;

namespace StableDino.Generators.Parsing;

/// <summary>Names of the records before settings stood in unions, and what is written now: docs/migration.md.</summary>
internal static class OldNames
{
    private const string Focal = "new Assignment.Hungarian(Classification: new ClassificationCost.Focal(…))";

    private static readonly Dictionary<string, string> Now = new(StringComparer.Ordinal)
    {
        ["MatchingConfig"] = Focal,
        ["TruthAssignment"] = "new Assignment.ByOverlap(Least: …, QueriesPerTarget: …) or new Assignment.Hungarian(…)",
        ["Assignment"] = "Matching: new Assignment.ByOverlap(…) or new Assignment.Hungarian(…)",
        ["LeastOverlap"] = "new Assignment.ByOverlap(Least: …)",
        ["QueriesPerTruth"] = "new Assignment.ByOverlap(QueriesPerTarget: …)",
        ["Modulation"] = $"{Focal} with Modulation: …, or StableDinoZoo.Modulated(matching, modulation)",
        ["LogEpsilon"] = $"{Focal} with LogEpsilon: …",
        ["Alpha"] =
            "new Score.Sigmoid(Alpha: …) for the losses, new ClassificationCost.Focal(…, Alpha: …) for the cost",
        ["Gamma"] =
            "new Score.Sigmoid(Gamma: …) for the losses, new ClassificationCost.Focal(…, Gamma: …) for the cost",
        ["ClassScore"] = "new Score.Sigmoid() or new Score.Softmax()",
        ["PriorProbability"] = "new HeadConfig(Score: new Score.Sigmoid(PriorProbability: …))",
        ["Selection"] = "new HeadConfig(Score: new Score.Softmax(Selection: …))",
        ["Pairs"] = "new HeadConfig(Score: new Score.Sigmoid())",
        ["Focal"] = "new ClassificationLoss.Plain(), its α and γ in new Score.Sigmoid(Alpha: …, Gamma: …)",
        ["CrossEntropy"] =
            "new ClassificationLoss.Plain() and new HeadConfig(Score: new Score.Softmax(BackgroundWeight: …))",
        ["MaskCost"] = "new MaskConfig.PixelEmbedding(…, MaskCost: …)",
        ["DiceCost"] = "new MaskConfig.PixelEmbedding(…, DiceCost: …)",
        ["MaskWeight"] = "new MaskConfig.PixelEmbedding(…, MaskWeight: …)",
        ["DiceWeight"] = "new MaskConfig.PixelEmbedding(…, DiceWeight: …)",
    };

    /// <summary>The first old name in a declaration that C# no longer knows there.</summary>
    public static Expression.Fault? In(SyntaxNode declaration, SemanticModel model) => declaration.DescendantNodes()
        .OfType<IdentifierNameSyntax>()
        .Where(name => Now.ContainsKey(name.Identifier.ValueText) && IsUnknown(name, model))
        .Select(name => Faults.Of(
            Descriptors.OldName, name, name.Identifier.ValueText, Now[name.Identifier.ValueText]))
        .FirstOrDefault();

    private static bool IsUnknown(IdentifierNameSyntax name, SemanticModel model) =>
        model.GetSymbolInfo(name) is { Symbol: null, CandidateSymbols.IsEmpty: true }
        && model.GetTypeInfo(name).Type is null or IErrorTypeSymbol;
}
