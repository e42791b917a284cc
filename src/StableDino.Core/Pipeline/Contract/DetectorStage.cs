using static TorchSharp.torch.nn;

namespace StableDino.Pipeline;

/// <summary>One stage of a built graph, as its forward pass calls it.</summary>
/// <remarks>
/// Every number of arguments has a name of its own: choosing among overloads in each graph costs the C# compiler a
/// fifth of its time.
/// </remarks>
/// <param name="Name">Its field in the graph, which is also the prefix of its parameters' own names.</param>
/// <param name="Module">The stage.</param>
/// <param name="OnEnd">Calls something whenever the stage has ended; what it gives back ends that again.</param>
public sealed record DetectorStage(string Name, Module Module, Func<Action, Action> OnEnd)
{
    /// <summary>A stage of one argument.</summary>
    public static DetectorStage Of1<T, TResult>(string name, Module<T, TResult> stage) =>
        new(name, stage, ended => stage.register_forward_hook((_, _, result) => After(result, ended)).remove);

    /// <summary>A stage of two arguments.</summary>
    public static DetectorStage Of2<T1, T2, TResult>(string name, Module<T1, T2, TResult> stage) =>
        new(name, stage, ended => stage.register_forward_hook((_, _, _, result) => After(result, ended)).remove);

    /// <summary>A stage of three arguments.</summary>
    public static DetectorStage Of3<T1, T2, T3, TResult>(string name, Module<T1, T2, T3, TResult> stage) =>
        new(name, stage, ended => stage.register_forward_hook((_, _, _, _, result) => After(result, ended)).remove);

    /// <summary>A stage of four arguments.</summary>
    public static DetectorStage Of4<T1, T2, T3, T4, TResult>(string name, Module<T1, T2, T3, T4, TResult> stage) =>
        new(name, stage, ended => stage.register_forward_hook((_, _, _, _, _, result) => After(result, ended)).remove);

    /// <summary>A stage of five arguments.</summary>
    public static DetectorStage Of5<T1, T2, T3, T4, T5, TResult>(
        string name, Module<T1, T2, T3, T4, T5, TResult> stage) =>
        new(name, stage, ended =>
            stage.register_forward_hook((_, _, _, _, _, _, result) => After(result, ended)).remove);

    /// <summary>A stage of six arguments.</summary>
    public static DetectorStage Of6<T1, T2, T3, T4, T5, T6, TResult>(
        string name, Module<T1, T2, T3, T4, T5, T6, TResult> stage) =>
        new(name, stage, ended =>
            stage.register_forward_hook((_, _, _, _, _, _, _, result) => After(result, ended)).remove);

    private static TResult After<TResult>(TResult result, Action ended)
    {
        ended();
        return result;
    }
}
