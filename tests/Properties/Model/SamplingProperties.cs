using System.Collections.Immutable;
using FsCheck.Xunit;
using StableDino.Foundation;
using StableDino.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Model;

/// <summary>Properties of the sampling core, by its fast way and by its reference.</summary>
public class SamplingProperties
{
    private static readonly ImmutableArray<LevelShape> Levels = [new(6, 5, 0), new(3, 4, 30), new(1, 2, 42)];

    [Property(MaxTest = 20)]
    public void Sampling_is_linear_in_the_values_and_in_the_weights(int seed, byte a, byte b)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var (first, second) = (Values(generator), Values(generator));
        var locations = rand([2, 5, 2, 3, 4, 2], generator: generator) * 1.6 - 0.3;             // some outside the maps
        var (shares, others) =
            (rand([2, 5, 2, 3, 4], generator: generator), rand([2, 5, 2, 3, 4], generator: generator));
        var (x, y) = (a / 64.0 - 2, b / 64.0 - 2);
        foreach (var sample in Ways)
        {
            Parity.Close(sample(first, locations, shares) * x + sample(second, locations, shares) * y,
                sample(first * x + second * y, locations, shares), 1e-5, "values");
            Parity.Close(sample(first, locations, shares) * x + sample(first, locations, others) * y,
                sample(first, locations, shares * x + others * y), 1e-5, "weights");
        }
    }

    [Property(MaxTest = 20)]
    public void Constant_maps_give_their_constants_where_all_neighbours_are_inside(int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var constants = randn(1, 1, 2, 8, generator: generator);
        var values = constants.expand(2, 44, 2, 8).contiguous();
        // at least half a cell from the edges of 3 × 4 and 6 × 5
        var locations = rand([2, 5, 2, 2, 4, 2], generator: generator) * 0.6 + 0.2;
        var weights = rand(2, 5, 2, 8, generator: generator).softmax(-1).view(2, 5, 2, 2, 4);
        foreach (var sample in Ways)
            Parity.Close(constants.flatten(2).expand(2, 5, 16), sample(values, locations, weights), 1e-5, "constant");
    }

    /// <summary>
    /// Deformable DETR §4.1: what is sampled depends on where a location lies among the cells, not on where the cells
    /// lie.
    /// </summary>
    [Property(MaxTest = 20)]
    public void Moving_map_and_locations_by_whole_cells_changes_nothing(int seed, byte down, byte right)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, CPU);
        var (rows, columns) = (down % 3, right % 4);
        // a map of 4 × 5 inside one of 8 × 10, elsewhere 0
        var map = randn(1, 4, 5, 8, generator: generator);
        Tensor At(int top, int left) =>
            nn.functional.pad(map, [0, 0, left, 5 - left, top, 4 - top]).reshape(1, 80, 1, 8);
        var locations = rand([1, 6, 1, 1, 4, 2], generator: generator) * tensor(new[] { 0.3f, 0.3f }) + 0.1f;
        var (weights, shift) =
            (rand([1, 6, 1, 1, 4], generator: generator), tensor(new[] { columns / 10f, rows / 8f }));
        ImmutableArray<LevelShape> level = [new(8, 10, 0)];
        foreach (var sample in new[] { Apply(DeformableSampling.Apply, level),
            Apply(DeformableSampling.Composed, level) })
            Parity.Close(sample(At(0, 0), locations, weights), sample(At(rows, columns), locations + shift, weights),
                1e-5, $"moved by {rows}, {columns}");
    }

    [Fact]
    public void A_location_at_the_centre_of_a_cell_gives_that_cell_and_one_outside_gives_nothing()
    {
        using var scope = NewDisposeScope();
        var values = arange(30, dtype: ScalarType.Float32).view(1, 30, 1, 1).expand(1, 30, 1, 8).contiguous();
        ImmutableArray<LevelShape> one = [Levels[0]];
        foreach (var sample in new[] { Apply(DeformableSampling.Apply, one), Apply(DeformableSampling.Composed, one) })
        {
            for (var cell = 0; cell < 30; cell++)
            {
                var centre = tensor(new[] { (cell % 5 + 0.5f) / 5, (cell / 5 + 0.5f) / 6 }).view(1, 1, 1, 1, 1, 2);
                Parity.Close(full(1, 1, 8, cell), sample(values, centre, ones([1, 1, 1, 1, 1])), 1e-5, $"cell {cell}");
            }

            Parity.Same(zeros(1, 1, 8),
                sample(values, tensor(new[] { 1.2f, 0.5f }).view(1, 1, 1, 1, 1, 2), ones([1, 1, 1, 1, 1])), "outside");
        }
    }

    private static IEnumerable<Func<Tensor, Tensor, Tensor, Tensor>> Ways =>
        [Apply(DeformableSampling.Apply, Levels), Apply(DeformableSampling.Composed, Levels)];

    private static Func<Tensor, Tensor, Tensor, Tensor> Apply(
        Func<Tensor, ImmutableArray<LevelShape>, Tensor, Tensor, Tensor> sample, ImmutableArray<LevelShape> levels) =>
        (values, locations, weights) => sample(values, [.. levels.Take((int)locations.shape[3])], locations, weights);

    private static Tensor Values(Generator generator) => randn(2, 44, 2, 8, generator: generator);
}
