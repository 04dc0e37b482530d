namespace SoftCfg.Checkpoints;

/// <summary>How far a conversion is.</summary>
/// <param name="Tensors">Tensors written.</param>
/// <param name="TotalTensors">Tensors in all.</param>
/// <param name="Bytes">Bytes of tensors written.</param>
/// <param name="TotalBytes">Bytes of tensors in all.</param>
public sealed record ConversionProgress(int Tensors, int TotalTensors, long Bytes, long TotalBytes);
