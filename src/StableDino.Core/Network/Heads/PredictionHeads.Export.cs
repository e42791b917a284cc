using StableDino.Onnx;
using StableDino.Pipeline;

namespace StableDino.Network;

public sealed partial class PredictionHeads
{
    /// <summary>What the last layer predicts.</summary>
    public OutputValues Emit(StateValues states)
    {
        var last = handsOverStarts ? classes.Length - 2 : classes.Length - 1;
        return new OutputValues(EmitClasses(last, states.State), EmitBoxes(last, states.State, states.Reference));
    }

    /// <inheritdoc cref="Classify"/>
    internal Value EmitClasses(int layer, Value state) => classes[layer].Emit(state);

    /// <inheritdoc cref="ClassifyProposals"/>
    internal Value EmitProposalClasses(Value tokens) => classes[^1].Emit(tokens);

    /// <inheritdoc cref="LocateProposals"/>
    internal Value EmitProposalBoxes(Value tokens, Value startLogits) =>
        (boxes[^1].Emit(tokens) + startLogits).Sigmoid();

    /// <inheritdoc cref="Refine"/>
    internal Value EmitBoxes(int layer, Value state, ReferenceValues reference)
    {
        using var here = state.Graph.Within(boxes[layer]);
        var (box, known) = (boxes[layer].Emit(state), reference.Coordinates);
        if (known == 0) return box.Sigmoid();

        var start = EmitLogit(reference.Places);
        return (known == 4
            ? box + start
            : state.Graph.Concat(-1, box.Narrow(-1, 0, known) + start, box.Narrow(-1, known, 4 - known))).Sigmoid();
    }

    // As Logit.Of.
    private Value EmitLogit(Value probability)
    {
        var x = probability.Clamp(0, 1);
        return (x.ClampMin(epsilon) / (1 - x).ClampMin(epsilon)).Log();
    }
}
