using StableDino.Configuration;
using StableDino.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Geometry;

[Trait("Category", "Parity")]
public class BoxGoldenTests
{
    public static IEnumerable<object[]> Recorded => GoldenFile.Files(GoldenKind.Boxes);

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void Conversions_and_overlaps_are_the_recorded_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        const OverlapArithmetic official = OverlapArithmetic.OfficialEpsilon;
        var (first, second) = (new XyxyBoxes(file["xyxy1"]), new XyxyBoxes(file["xyxy2"]));
        file.Compare("all", Noise.Formula, first.Values, BoxConversion.ToXyxy(new(file["cxcywh1"])).Values, "corners");
        file.Compare("all", Noise.Formula, file["roundtrip1"], BoxConversion.ToCxcywh(first).Values, "centre and size");
        file.Compare("all", Noise.Formula, file["iou"], BoxOverlap.PairwiseIou(first, second, official), "IoU");
        file.Compare("all", Noise.Formula, file["giou"], BoxOverlap.PairwiseGiou(first, second, official), "GIoU");
        file.Compare("all", Noise.Formula, file["pix_iou"],
            BoxOverlap.PairwiseIou(new(file["pix1"]), new(file["pix2"]), official), "IoU in pixels");
        file.Compare("all", Noise.Formula, file["pix_giou"],
            BoxOverlap.PairwiseGiou(new(file["pix1"]), new(file["pix2"]), official), "GIoU in pixels");

        var (a, b) = (BoxConversion.ToXyxy(new(file["pw_a"])), BoxConversion.ToXyxy(new(file["pw_b"])));
        file.Compare("all", Noise.Formula, file["pairwise_iou"], BoxOverlap.Iou(a, b), "IoU, exact");
        file.Compare("all", Noise.Formula, file["pairwise_giou"], BoxOverlap.Giou(a, b), "GIoU, exact");
        file.Compare("all", Noise.Formula, file["pairwise_loop_iou_eps"], BoxOverlap.Iou(a, b, official),
            "IoU at equal places");
    }

    [SkippableTheory, MemberData(nameof(Recorded))]
    public void The_gradient_of_giou_is_the_recorded_one(string path)
    {
        using var scope = NewDisposeScope();
        using var file = GoldenFile.Open(path);
        var a = file["pw_a"].requires_grad_();
        var giou = BoxOverlap.Giou(
            BoxConversion.ToXyxy(new(a)), BoxConversion.ToXyxy(new(file["pw_b"])), OverlapArithmetic.OfficialEpsilon);
        (giou * file["giou_w"]).sum().backward();
        file.Compare("all", Noise.Module, file["giou_grad_a"], a.grad!, "gradient of GIoU");
    }
}
