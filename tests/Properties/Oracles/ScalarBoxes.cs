using StableDino.Configuration;
using StableDino.Properties.Generators;

namespace StableDino.Properties.Oracles;

/// <summary>Overlap of two boxes from the definitions, in scalar doubles.</summary>
internal static class ScalarBoxes
{
    public static double Area(PlainBox a) => a.W * a.H;

    public static double Intersection(PlainBox a, PlainBox b) =>
        Math.Max(0, Math.Min(a.X1, b.X1) - Math.Max(a.X0, b.X0))
        * Math.Max(0, Math.Min(a.Y1, b.Y1) - Math.Max(a.Y0, b.Y0));

    public static double Union(PlainBox a, PlainBox b) => Area(a) + Area(b) - Intersection(a, b);

    public static double Hull(PlainBox a, PlainBox b) =>
        (Math.Max(a.X1, b.X1) - Math.Min(a.X0, b.X0)) * (Math.Max(a.Y1, b.Y1) - Math.Min(a.Y0, b.Y0));

    public static double Iou(PlainBox a, PlainBox b, OverlapArithmetic how = OverlapArithmetic.Exact) =>
        Intersection(a, b) / Divisor(Union(a, b), how);

    public static double Giou(PlainBox a, PlainBox b, OverlapArithmetic how = OverlapArithmetic.Exact) =>
        Iou(a, b, how) - (Hull(a, b) - Union(a, b)) / Divisor(Hull(a, b), how);

    private static double Divisor(double area, OverlapArithmetic how) =>
        how == OverlapArithmetic.OfficialEpsilon ? area + 1e-6 : Math.Max(area, 1e-9);
}
