using System.Collections.Immutable;
using StableDino.Data;

namespace StableDino.Evaluation;

/// <summary>What an evaluation looks at.</summary>
internal static class EvaluationSubject
{
    private static readonly CocoCategory Everything = new(-1, "all");

    /// <summary>Only the chosen images and categories; one category with id −1 where categories are ignored.</summary>
    public static (CocoAnnotations Truth, ImmutableArray<Detection> Detections) Of(
        CocoAnnotations truth, ImmutableArray<Detection> detections, EvaluationParameters parameters)
    {
        var images = parameters.ImageIds.IfNone(() => [.. truth.Images.Select(static image => image.Id)]).ToHashSet();
        var categories = IdIndex.Of(parameters.CategoryIds.IfNone(() => [.. truth.Categories.Select(static category => category.Id)]), sort: false);
        var (objects, found) = (
            truth.Annotations.Where(one => images.Contains(one.ImageId) && categories[one.CategoryId] >= 0),
            detections.Where(one => images.Contains(one.ImageId) && categories[one.CategoryId] >= 0));
        var there = truth with { Images = [.. truth.Images.Where(image => images.Contains(image.Id))] };
        return parameters.UseCategories
            ? (there with { Categories = [.. truth.Categories.Where(one => categories[one.Id] >= 0)], Annotations = [.. objects] }, [.. found])
            : (there with
            {
                Categories = [Everything],
                Annotations = [.. objects.OrderBy(one => categories[one.CategoryId]).Select(static one => one with { CategoryId = Everything.Id })],
            }, [.. found.OrderBy(one => categories[one.CategoryId]).Select(static one => one with { CategoryId = Everything.Id })]);
    }
}
