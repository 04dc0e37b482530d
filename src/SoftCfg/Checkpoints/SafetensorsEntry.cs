namespace SoftCfg.Checkpoints;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Info">Its name, type and shape.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Offset">Where they begin, from the start of the file.</param>
internal sealed record SafetensorsEntry(TensorInfo Info, ElementType Type, long Offset);
