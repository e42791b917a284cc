using LanguageExt;
using StableDino.Data;

namespace StableDino.Cli;

/// <summary>The two splits of a run, checked on their own and against each other.</summary>
internal static class RunInput
{
    public static Either<Trouble[], (CocoDataset Train, CocoDataset Validation)> Open(string root, string trainSplit, string valSplit, Terminal terminal)
    {
        var train = CommonOptions.Open(root, trainSplit, terminal);
        var validation = trainSplit == valSplit ? train : CommonOptions.Open(root, valSplit, terminal);
        var troubles = train.LeftToSeq().Append(trainSplit == valSplit ? [] : validation.LeftToSeq()).SelectMany(some => some).ToArray();
        if (troubles.Length > 0) return troubles;
        return from ours in train from theirs in validation from same in Check(ours, theirs) select same;
    }

    private static Either<Trouble[], (CocoDataset, CocoDataset)> Check(CocoDataset train, CocoDataset validation)
    {
        if (train.Images.IsEmpty) return new[] { new Trouble("The training split has no images.", train.AnnotationFile, Mend: "Add images to learn from.") };
        if (train.Truths.All(image => image.IsEmpty))
            return new[] { new Trouble("The training split has no object to learn.", train.AnnotationFile, "annotations", "Add annotations that are not crowds.") };
        return CocoDataset.SameClasses(train, validation).Match<Either<Trouble[], (CocoDataset, CocoDataset)>>(
            _ => (train, validation), faults => faults.Select(Troubles.Of).ToArray());
    }
}
