using static TorchSharp.torch;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>An allowed name, found in <see cref="PickleGlobals"/>.</summary>
internal sealed record PickleGlobal(string Name, PickleGlobalKind Kind, ScalarType Type = default);
