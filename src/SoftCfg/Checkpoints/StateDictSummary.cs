namespace SoftCfg.Checkpoints;

/// <summary>The tensors below one key of a weights file.</summary>
/// <param name="Key">The key, as <see cref="StateDictSelection.Select"/> takes it.</param>
/// <param name="Tensors">Number of tensors.</param>
/// <param name="Elements">Their elements.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record StateDictSummary(string Key, int Tensors, long Elements, long Bytes);
