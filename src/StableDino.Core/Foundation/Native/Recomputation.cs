using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Foundation;

/// <summary>
/// A function that keeps only its inputs for the backward pass and computes what lies between once more there
/// (activation checkpointing:
/// Chen et al. 2016, arXiv:1604.06174). Less memory for one more forward.
/// </summary>
/// <remarks>
/// The function must give the same at the same inputs: no randomness, no running statistics. Whatever it fails at fails
/// in the forward
/// pass already, for the backward pass repeats the same operations; an exception there would end the process.
/// </remarks>
internal static class Recomputation
{
    /// <summary>The function's value, the same bits as calling it; gradients equal up to the order of sums.</summary>
    /// <param name="function">From inputs to one tensor. Parameters it holds get their gradients too. Tensors are not
    /// to be captured: they may be freed.</param>
    /// <param name="inputs">Of any type; those that need a gradient get one.</param>
    public static Tensor Run(Func<Tensor[], Tensor> function, params Tensor[] inputs) =>
        is_grad_enabled() && inputs.Any(input => input.requires_grad)
            ? Function.apply([function, .. inputs])
            : function(inputs);

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(Recomputation);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var function = (Func<Tensor[], Tensor>)vars[0];
            Tensor[] inputs = [.. vars[1..].Cast<Tensor>()];
            ctx.save_for_backward([.. inputs]);
            ctx.save_data("function", function);
            ctx.save_data("narrow", Autocast.IsEnabled(inputs[0].device_type));
            using var silent = no_grad();
            return function(inputs);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var function = (Func<Tensor[], Tensor>)ctx.get_data("function");
            using var scope = NewDisposeScope();
            var saved = ctx.get_saved_variables();
            var device = saved[0].device_type;
            Tensor[] leaves = [.. saved.Select(input => input.detach().requires_grad_(input.requires_grad))];
            using (enable_grad())
            {
                Tensor output;
                using ((bool)ctx.get_data("narrow") ? Autocast.BFloat16(device) : null) output = function(leaves);
                autograd.backward([output], [grad_output]);
            }

            foreach (var input in saved) input.Dispose();
            return ReturnedGradients.Hand(
                grad_output, [null!, .. leaves.Select(leaf => leaf.requires_grad ? leaf.grad! : null!)]);
        }
    }
}
