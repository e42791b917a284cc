using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class TwoStageSelection
{
    /// <inheritdoc cref="forward"/>
    /// <exception cref="NotSupportedException">Selection is level by level.</exception>
    public ProposedValues Emit(MemoryValues memory, PredictionHeads heads)
    {
        if (levelwise) throw new NotSupportedException("Selection level by level cannot be exported.");

        var graph = memory.Memory.Graph;
        using var here = graph.Within(this);
        var width = (int)projection.out_features;
        var (starts, usable) = EncoderProposals.Emit(memory.Tokens);
        var projected = EmitProject(memory.Memory, usable);
        var logits = heads.EmitProposalClasses(projected);
        var best = agnostic ? logits.Select(-1, 0) : logits.Max(-1);
        var scores = memory.Tokens.Mask is { } mask ? best.MaskedFill(mask.Tokens, double.NegativeInfinity) : best;
        var count = graph.Apply("Min", memory.Memory.Size(1), graph.Longs(groups[0].Count));
        var chosen = scores.TopK(count, axis: 1).Indices.Unsqueeze(-1);

        var everywhere = memory.Tokens.Mask is null ? starts.Expand(memory.Memory.Size(0), 1, 1) : starts;
        var selected = projected.GatherRows(chosen);
        var references = heads.EmitProposalBoxes(selected, everywhere.GatherRows(chosen));
        var halves = embedding?.Emit(references).Split(-1, width, width);
        var content =
            this.content is { } table
                ? graph.Weight("content", table.weight!).Slice(0, 0, count).Unsqueeze(0)
                    .Expand(memory.Memory.Size(0), 1, 1)
            : tokensAreContent ? selected
            : tokenProjection is null ? halves!.Value[1]
            : halves!.Value[1] + tokenNorm!.Emit(tokenProjection.Emit(selected));
        return new ProposedValues(new QueryValues(content, new(references, Coordinates: 4), halves?[0]));
    }

    private Value EmitProject(Value tokens, Value usable) => norm.Emit(projection.Emit(tokens.KeptWhere(usable, 0)));
}
