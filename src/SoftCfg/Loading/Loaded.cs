namespace SoftCfg.Loading;

/// <summary>A part of a model with its weights.</summary>
/// <param name="Part">The part.</param>
/// <param name="Sha256">The hash of its file; null where nobody asked for it.</param>
internal sealed record Loaded<TPart>(TPart Part, string? Sha256);
