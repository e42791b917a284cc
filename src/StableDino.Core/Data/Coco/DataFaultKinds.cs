using System.Collections.Immutable;
using System.Text;

namespace StableDino.Data;

/// <summary>What is the same for all faults of a kind.</summary>
public static class DataFaultKinds
{
    /// <summary>All kinds, by id.</summary>
    public static ImmutableArray<DataFaultKind> All { get; } = [.. Enum.GetValues<DataFaultKind>()];

    private static readonly ImmutableDictionary<DataFaultKind, string> Names =
        All.ToImmutableDictionary(kind => kind, Hyphened);

    /// <summary>Its id, such as <c>DATA071</c>.</summary>
    public static string Id(this DataFaultKind kind) => $"DATA{(int)kind:D3}";

    /// <summary>Its name, such as <c>box-inverted</c>.</summary>
    public static string Name(this DataFaultKind kind) => Names[kind];

    /// <summary>What it means for a run.</summary>
    public static DataFaultSeverity Severity(this DataFaultKind kind) => kind switch
    {
        <= DataFaultKind.WrongType => DataFaultSeverity.Error,
        DataFaultKind.ImagesNone or DataFaultKind.ImageIdRepeated or DataFaultKind.ImageSizeInvalid
            or DataFaultKind.ImageNameEmpty or DataFaultKind.ImageNameOutside
            => DataFaultSeverity.Error,
        DataFaultKind.ImageMissing or DataFaultKind.ImageUndecodable or DataFaultKind.ImageCutShort
            or DataFaultKind.ImageSizeDiffers or DataFaultKind.ImageTooLarge
            => DataFaultSeverity.Error,
        DataFaultKind.CategoriesNone or DataFaultKind.CategoryIdRepeated => DataFaultSeverity.Error,
        DataFaultKind.AnnotationIdRepeated or DataFaultKind.AnnotationImageUnknown
            or DataFaultKind.AnnotationCategoryUnknown => DataFaultSeverity.Error,
        DataFaultKind.BoxNotFinite or DataFaultKind.BoxInverted or DataFaultKind.BoxesRelative =>
            DataFaultSeverity.Error,
        DataFaultKind.SplitCategoryMissing or DataFaultKind.SplitCategoryMisspelt
            or DataFaultKind.SplitCategoryRenamed => DataFaultSeverity.Error,
        DataFaultKind.LabelLineInvalid or DataFaultKind.LabelClassUnknown or DataFaultKind.NamesInvalid
            or DataFaultKind.XmlInvalid or DataFaultKind.XmlDocumentType
            => DataFaultSeverity.Error,
        DataFaultKind.ImageWithoutObjects or DataFaultKind.ImageCrowded or DataFaultKind.ImageGrey
            or DataFaultKind.ImageTransparent or DataFaultKind.ImageFormatDiffers
            => DataFaultSeverity.Information,
        DataFaultKind.CategoryWithoutObjects or DataFaultKind.IdGaps or DataFaultKind.MaskMissing
            or DataFaultKind.SplitCategoryUnlearnt or DataFaultKind.LabelMissing
            => DataFaultSeverity.Information,
        _ => DataFaultSeverity.Warning,
    };

    private static string Hyphened(DataFaultKind kind)
    {
        var text = new StringBuilder();
        foreach (var letter in kind.ToString())
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
