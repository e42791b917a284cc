namespace StableDino.Data;

/// <summary>
/// Every kind of fault that a data set can be in. The number is its id (DATA064) and is never given to another kind;
/// docs/data.md has a row
/// for each.
/// </summary>
public enum DataFaultKind
{
    /// <summary>A file or folder that should be there is not.</summary>
    FileMissing = 1,

    /// <summary>A file cannot be opened.</summary>
    FileUnreadable = 2,

    /// <summary>An annotation file without content.</summary>
    FileEmpty = 3,

    /// <summary>The text is not JSON.</summary>
    JsonInvalid = 4,

    /// <summary>The JSON ends in the middle.</summary>
    JsonCutShort = 5,

    /// <summary>The text is not UTF-8.</summary>
    NotUtf8 = 6,

    /// <summary>Lists in lists in lists, deeper than any data set needs.</summary>
    JsonTooDeep = 7,

    /// <summary>The file has another form: no object, or one of its three lists is missing or no list.</summary>
    ListMissing = 8,

    /// <summary>One of the three lists is there twice.</summary>
    ListRepeated = 9,

    /// <summary>An entry lacks a key it must have.</summary>
    KeyMissing = 10,

    /// <summary>A value of another type than its key asks for.</summary>
    WrongType = 11,

    /// <summary>There are no images.</summary>
    ImagesNone = 20,

    /// <summary>Two images of one id.</summary>
    ImageIdRepeated = 21,

    /// <summary>An image without a width or height, or with more pixels than can be read.</summary>
    ImageSizeInvalid = 22,

    /// <summary>An image without a file name.</summary>
    ImageNameEmpty = 23,

    /// <summary>A file name that leads out of the image folder: an absolute path, or one through "..".</summary>
    ImageNameOutside = 24,

    /// <summary>Two images of one file.</summary>
    ImageNameRepeated = 25,

    /// <summary>Images without any annotation: they teach what background is.</summary>
    ImageWithoutObjects = 26,

    /// <summary>More objects in an image than detectors report.</summary>
    ImageCrowded = 27,

    /// <summary>The image file does not exist.</summary>
    ImageMissing = 30,

    /// <summary>An image in the image folder that no entry lists.</summary>
    ImageOrphaned = 31,

    /// <summary>The file is no image that can be read.</summary>
    ImageUndecodable = 32,

    /// <summary>The image file ends early.</summary>
    ImageCutShort = 33,

    /// <summary>The file has another size than its entry.</summary>
    ImageSizeDiffers = 34,

    /// <summary>The file claims more pixels than are read.</summary>
    ImageTooLarge = 35,

    /// <summary>EXIF asks to turn or mirror the image.</summary>
    ImageSideways = 36,

    /// <summary>An image without colour.</summary>
    ImageGrey = 37,

    /// <summary>An image in CMYK.</summary>
    ImageCmyk = 38,

    /// <summary>An image with transparency, which is dropped.</summary>
    ImageTransparent = 39,

    /// <summary>More images than one in a file; the first is used.</summary>
    ImageAnimated = 40,

    /// <summary>A file of another format than its name shows.</summary>
    ImageFormatDiffers = 41,

    /// <summary>Two files of one split with the same bytes.</summary>
    ImageTwin = 42,

    /// <summary>There are no categories.</summary>
    CategoriesNone = 50,

    /// <summary>Two categories of one id.</summary>
    CategoryIdRepeated = 51,

    /// <summary>Two categories of one name.</summary>
    CategoryNameRepeated = 52,

    /// <summary>Two categories whose names differ in case, spaces or punctuation only.</summary>
    CategoryNamesAlike = 53,

    /// <summary>A category without a name.</summary>
    CategoryNameEmpty = 54,

    /// <summary>Categories that no annotation is of.</summary>
    CategoryWithoutObjects = 55,

    /// <summary>There are no annotations.</summary>
    AnnotationsNone = 60,

    /// <summary>Two annotations of one id.</summary>
    AnnotationIdRepeated = 61,

    /// <summary>An annotation of id 0, which COCO's toolbox takes for "no match".</summary>
    AnnotationIdZero = 62,

    /// <summary>Ids with gaps: allowed, and only worth knowing.</summary>
    IdGaps = 63,

    /// <summary>An annotation of an image that is not listed.</summary>
    AnnotationImageUnknown = 64,

    /// <summary>An annotation of a category that is not listed.</summary>
    AnnotationCategoryUnknown = 65,

    /// <summary>A box with a number that is not finite.</summary>
    BoxNotFinite = 70,

    /// <summary>A box with a negative side.</summary>
    BoxInverted = 71,

    /// <summary>A box of no area.</summary>
    BoxEmpty = 72,

    /// <summary>A box wholly outside its image.</summary>
    BoxOutside = 73,

    /// <summary>A box that reaches over its image's edge.</summary>
    BoxOverEdge = 74,

    /// <summary>A box less than a pixel wide or high.</summary>
    BoxTiny = 75,

    /// <summary>Two annotations of one image, category and box.</summary>
    BoxRepeated = 76,

    /// <summary>All boxes lie between 0 and 1: they are shares of the image, not pixels.</summary>
    BoxesRelative = 77,

    /// <summary>The boxes fit their images when read as corners, and not as sides.</summary>
    BoxesAsCorners = 78,

    /// <summary>An area that is negative or not finite.</summary>
    AreaInvalid = 79,

    /// <summary>An area unlike that of the mask, or larger than the box.</summary>
    AreaDiffers = 80,

    /// <summary>A crowd without run lengths.</summary>
    CrowdWithoutRunLengths = 81,

    /// <summary>A polygon of an odd count of numbers.</summary>
    PolygonOdd = 82,

    /// <summary>A polygon of fewer than three points.</summary>
    PolygonShort = 83,

    /// <summary>A polygon with a number that is not finite.</summary>
    PolygonNotFinite = 84,

    /// <summary>A polygon that reaches over its image's edge.</summary>
    PolygonOverEdge = 85,

    /// <summary>Run lengths that do not add up to the mask.</summary>
    RunLengthsSum = 86,

    /// <summary>Run lengths of another size than the image.</summary>
    RunLengthsSize = 87,

    /// <summary>Compressed run lengths that cannot be read.</summary>
    RunLengthsDamaged = 88,

    /// <summary>A mask without a pixel.</summary>
    MaskEmpty = 89,

    /// <summary>A mask that does not fill its box, or leaves it.</summary>
    MaskBoxDiffers = 90,

    /// <summary>Some annotations have masks and others none.</summary>
    MaskMissing = 91,

    /// <summary>A category that the other split does not have.</summary>
    SplitCategoryMissing = 100,

    /// <summary>A category whose name is a misspelling of the other split's.</summary>
    SplitCategoryMisspelt = 101,

    /// <summary>A category id that stands for another category in the other split.</summary>
    SplitCategoryRenamed = 102,

    /// <summary>A category with objects to be tested on and none to learn from.</summary>
    SplitCategoryUnlearnt = 103,

    /// <summary>One image, byte for byte, in both splits.</summary>
    SplitLeak = 104,

    /// <summary>A label line that cannot be read.</summary>
    LabelLineInvalid = 120,

    /// <summary>Coordinates outside 0 to 1 in a label file.</summary>
    LabelNotRelative = 121,

    /// <summary>A class index beyond the list of names.</summary>
    LabelClassUnknown = 122,

    /// <summary>A label file without its image.</summary>
    LabelOrphaned = 123,

    /// <summary>Images without a label file: background.</summary>
    LabelMissing = 124,

    /// <summary>No list of class names; names are made up.</summary>
    NamesMissing = 125,

    /// <summary>A list of class names that cannot be read.</summary>
    NamesInvalid = 126,

    /// <summary>The text is not XML.</summary>
    XmlInvalid = 127,

    /// <summary>XML with a document type, which is not read: it can hide endless text or foreign files.</summary>
    XmlDocumentType = 128,

    /// <summary>What the other format has and this one has no place for.</summary>
    ConversionLoss = 129,
}
