using StableDino.Onnx;
using TorchSharp.Modules;

namespace StableDino.Network;

public sealed partial class FocalBlock
{
    /// <inheritdoc cref="forward"/>
    internal Value Emit(Value map)
    {
        using var here = map.Graph.Within(this);
        var modulated = EmitResidual(map, modulationNorm, modulationScale, modulation.Emit);
        return EmitResidual(modulated, mlpNorm, mlpScale, x => outer.Emit(inner.Emit(x).Gelu()));
    }

    private Value EmitResidual(Value map, LayerNorm norm, Parameter? scale, Func<Value, Value> part)
    {
        var branch = postNorm ? norm.Emit(part(map)) : part(norm.Emit(map));
        return map + (scale is null ? branch : map.Graph.Weight("scale", scale) * branch);
    }
}
