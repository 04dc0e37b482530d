using static TorchSharp.torch;

namespace SoftCfg.Families;

/// <summary>A part of a model, its weights not loaded yet: one object, as what it does and as what holds its weights.</summary>
/// <param name="Part">What it does; disposing it frees the weights.</param>
/// <param name="Module">What holds its weights.</param>
internal sealed record Allocated<TPart>(TPart Part, nn.Module Module) where TPart : IDisposable;
