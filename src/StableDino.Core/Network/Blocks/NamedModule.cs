using System.ComponentModel;
using static TorchSharp.torch.nn;

namespace StableDino.Network;

/// <summary>
/// A module that names its parts itself, as the official checkpoints do (<see cref="OfficialNames"/>): its fields add
/// no
/// second names.
/// </summary>
/// <param name="name">The class's name.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NamedModule(string name) : Module(name)
{
    /// <inheritdoc/>
    protected sealed override void RegisterComponents() { }
}

/// <inheritdoc/>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NamedModule<T, TResult>(string name) : Module<T, TResult>(name)
{
    /// <inheritdoc/>
    protected sealed override void RegisterComponents() { }
}

/// <inheritdoc/>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NamedModule<T1, T2, TResult>(string name) : Module<T1, T2, TResult>(name)
{
    /// <inheritdoc/>
    protected sealed override void RegisterComponents() { }
}

/// <inheritdoc/>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NamedModule<T1, T2, T3, TResult>(string name) : Module<T1, T2, T3, TResult>(name)
{
    /// <inheritdoc/>
    protected sealed override void RegisterComponents() { }
}

/// <inheritdoc/>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NamedModule<T1, T2, T3, T4, TResult>(string name) : Module<T1, T2, T3, T4, TResult>(name)
{
    /// <inheritdoc/>
    protected sealed override void RegisterComponents() { }
}

/// <inheritdoc/>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NamedModule<T1, T2, T3, T4, T5, TResult>(string name) : Module<T1, T2, T3, T4, T5, TResult>(name)
{
    /// <inheritdoc/>
    protected sealed override void RegisterComponents() { }
}

/// <inheritdoc/>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class NamedModule<T1, T2, T3, T4, T5, T6, TResult>(string name)
    : Module<T1, T2, T3, T4, T5, T6, TResult>(name)
{
    /// <inheritdoc/>
    protected sealed override void RegisterComponents() { }
}
