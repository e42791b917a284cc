using StableDino.Configuration;
using StableDino.Geometry;
using StableDino.Properties.Oracles;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Geometry;

public class BoxGoldenTests
{
    public static IEnumerable<object[]> Recorded => GoldenFile.Files("box_ops");

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Conversions_and_overlaps_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        const OverlapArithmetic official = OverlapArithmetic.OfficialEpsilon;
        var (first, second) = (new XyxyBoxes(file["xyxy1"]), new XyxyBoxes(file["xyxy2"]));
        Close.To(BoxConversion.ToXyxy(new(file["cxcywh1"])).Values, first.Values, 1e-7);
        Close.To(BoxConversion.ToCxcywh(first).Values, file["roundtrip1"], 1e-7);
        Close.To(BoxOverlap.PairwiseIou(first, second, official), file["iou"], 1e-6);
        Close.To(BoxOverlap.PairwiseGiou(first, second, official), file["giou"], 1e-6);
        Close.To(BoxOverlap.PairwiseIou(new(file["pix1"]), new(file["pix2"]), official), file["pix_iou"], 1e-6);
        Close.To(BoxOverlap.PairwiseGiou(new(file["pix1"]), new(file["pix2"]), official), file["pix_giou"], 1e-6);

        var (a, b) = (BoxConversion.ToXyxy(new(file["pw_a"])), BoxConversion.ToXyxy(new(file["pw_b"])));
        Close.To(BoxOverlap.Iou(a, b), file["pairwise_iou"], 1e-6);
        Close.To(BoxOverlap.Giou(a, b), file["pairwise_giou"], 1e-6);
        Close.To(BoxOverlap.Iou(a, b, official), file["pairwise_loop_iou_eps"], 1e-6);
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void The_gradient_of_giou_is_the_recorded_one(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var a = file["pw_a"].requires_grad_();
        var giou = BoxOverlap.Giou(BoxConversion.ToXyxy(new(a)), BoxConversion.ToXyxy(new(file["pw_b"])), OverlapArithmetic.OfficialEpsilon);
        (giou * file["giou_w"]).sum().backward();
        Close.To(a.grad!, file["giou_grad_a"], 1e-5, 1e-5);
    }
}
