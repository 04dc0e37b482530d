using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>What guidance is told of the session it serves, before the first sequence.</summary>
/// <param name="Capacity">How many sequences decode at a time, at most: places are 0 .. Capacity - 1.</param>
/// <param name="Steps">Tokens per image, N: the length of a schedule.</param>
/// <param name="CodebookSize">Size of the vocabulary, V.</param>
/// <param name="Temperature">The temperature that tokens are sampled with; confidences use the same.</param>
/// <param name="Device">Where the logits are.</param>
public sealed record GuidanceContext(int Capacity, int Steps, int CodebookSize, double Temperature, Device Device);
