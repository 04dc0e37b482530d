namespace SoftCfg.Checkpoints.Torch;

/// <summary>What an allowed name in a pickle stands for.</summary>
internal enum PickleGlobalKind
{
    /// <summary>Called, it gives a dictionary.</summary>
    Dictionary,

    /// <summary><c>collections.defaultdict</c>: a dictionary whose first argument makes missing values.</summary>
    DefaultDictionary,

    /// <summary><c>torch._utils._rebuild_tensor</c>: a view of a storage.</summary>
    RebuildTensor,

    /// <summary><c>_rebuild_tensor_v2</c>: the same with gradient, hooks and marks.</summary>
    RebuildTensorV2,

    /// <summary><c>_rebuild_tensor_v3</c>: the same over bytes, with the element type beside them.</summary>
    RebuildTensorV3,

    /// <summary><c>torch._utils._rebuild_parameter</c>: the tensor that is its first argument.</summary>
    RebuildParameter,

    /// <summary><c>torch._tensor._rebuild_from_type_v2</c>: a call of one of the above, for a tensor with attributes.</summary>
    RebuildFromType,

    /// <summary>A class of plain tensors, allowed only as an argument.</summary>
    TensorClass,

    /// <summary>A storage's class, allowed only inside a persistent id.</summary>
    Storage,

    /// <summary>An element type.</summary>
    ElementType,

    /// <summary>A kind of tensor that is harmless, but that no model here has.</summary>
    UnsupportedTensor,

    /// <summary>A harmless class or constant: calls give an <see cref="OpaqueObject"/>.</summary>
    Opaque,
}
