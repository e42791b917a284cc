using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>What an evaluation looks at.</summary>
internal static class EvaluationSubject
{
    private static readonly CocoCategory Everything = new(-1, "all");

    /// <summary>Only the chosen images and categories; one category with id −1 where categories are ignored.</summary>
    public static (CocoAnnotations Target, ImmutableArray<Detection> Detections) Of(
        CocoAnnotations target, ImmutableArray<Detection> detections, EvaluationParameters parameters)
    {
        var images = parameters.ImageIds.IfNone(() => [.. target.Images.Select(static image => image.Id)]).ToHashSet();
        var categories = IdIndex.Of(
            parameters.CategoryIds.IfNone(() => [.. target.Categories.Select(static category => category.Id)]),
            sort: false);
        var (objects, found) = (
            target.Annotations.Where(one => images.Contains(one.ImageId) && categories[one.CategoryId] >= 0),
            detections.Where(one => images.Contains(one.ImageId) && categories[one.CategoryId] >= 0));
        var there = target with { Images = [.. target.Images.Where(image => images.Contains(image.Id))] };
        return parameters.UseCategories
            ? (there with { Categories = [.. target.Categories.Where(one => categories[one.Id] >= 0)],
                Annotations = [.. objects] }, [.. found])
            : (there with
            {
                Categories = [Everything],
                Annotations = [.. objects.OrderBy(one => categories[one.CategoryId])
                    .Select(static one => one with { CategoryId = Everything.Id })],
            }, [.. found.OrderBy(one => categories[one.CategoryId])
                .Select(static one => one with { CategoryId = Everything.Id })]);
    }
}
