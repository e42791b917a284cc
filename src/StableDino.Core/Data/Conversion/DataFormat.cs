namespace StableDino.Data;

/// <summary>How a data set is written down.</summary>
public enum DataFormat
{
    /// <summary><c>annotations/instances_&lt;split&gt;.json</c> and <c>&lt;split&gt;/</c>.</summary>
    Coco,

    /// <summary>Pascal VOC: an XML file for each image.</summary>
    Voc,

    /// <summary>YOLO: a text file for each image, and a list of class names.</summary>
    Yolo,
}
