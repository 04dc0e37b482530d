namespace SoftCfg.Checkpoints.Torch;

/// <summary>An allowed name, found in <see cref="PickleGlobals"/>.</summary>
/// <param name="Name">The whole name.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Type">The element type of a storage or a <c>torch.dtype</c>; else null.</param>
/// <param name="Unsupported">The kind of tensor that only this name's tensors are, such as <c>sparse</c>; else null.</param>
internal sealed record PickleGlobal(string Name, PickleGlobalKind Kind, ElementType? Type = null, string? Unsupported = null);
