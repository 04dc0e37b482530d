using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>The vectors that condition a stack's norms: a function of a row's condition and a token's position, and of nothing else.</summary>
/// <param name="conditions">int64 [rows]: what each row is conditioned on.</param>
/// <param name="lookUp">Looks the positions of the rows' tokens up in a table [positions, ...]: [rows or 1, n, ...].</param>
/// <returns>[rows, n, channels].</returns>
internal delegate Tensor Conditioning(Tensor conditions, Func<Tensor, Tensor> lookUp);
