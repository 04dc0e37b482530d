namespace SoftCfg.Checkpoints;

/// <summary>A tensor that the model has and the file has, but not alike.</summary>
/// <param name="Expected">What the model has.</param>
/// <param name="Found">What the file has.</param>
public sealed record TensorMismatch(TensorInfo Expected, TensorInfo Found);
