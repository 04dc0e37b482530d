namespace SoftCfg.Checkpoints.Torch;

/// <summary>What an allowed name in a pickle stands for.</summary>
internal enum PickleGlobalKind
{
    /// <summary>Called, it gives an empty dictionary.</summary>
    Dictionary,

    /// <summary><c>torch._utils._rebuild_tensor</c> and <c>_v2</c>: a view of a storage.</summary>
    RebuildTensor,

    /// <summary><c>torch._utils._rebuild_parameter</c>: the tensor that is its first argument.</summary>
    RebuildParameter,

    /// <summary>An element type, allowed only inside a persistent id.</summary>
    Storage,

    /// <summary>A harmless class or constant: calls give an <see cref="OpaqueObject"/>.</summary>
    Opaque,
}
