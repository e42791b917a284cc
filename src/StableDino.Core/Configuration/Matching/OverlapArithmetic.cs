namespace StableDino.Configuration;

/// <summary>How IoU and GIoU divide.</summary>
public enum OverlapArithmetic
{
    /// <summary>
    /// Areas as they are, clamped below at 1e-9 where they divide: identical boxes score 1 whatever their size.
    /// </summary>
    Exact,

    /// <summary>
    /// Union and hull plus 1e-6, as the official code: identical boxes of area A score A / (A + 1e-6). For parity.
    /// </summary>
    OfficialEpsilon,
}
