using SoftCfg.Decoding;

namespace SoftCfg.Hosting.Engines;

/// <summary>The image has one more token.</summary>
/// <param name="Image">Which.</param>
/// <param name="Step">The index of the token, from 0.</param>
/// <param name="Token">The token.</param>
/// <param name="Scale">The guidance scale it was sampled with.</param>
/// <param name="Confidence">Its confidence, from the conditional branch.</param>
/// <param name="Divergence">How far the branches are apart, in nats; null where there is one.</param>
/// <param name="Weights">
/// The value weights of the <paramref name="Step"/> tokens before it in the pass that fed the last of them; empty where guidance weighs
/// nothing.
/// </param>
/// <param name="IsGiven">Whether the token had to stand there.</param>
/// <param name="Candidates">The likeliest tokens; null unless the request asked for them.</param>
public sealed record SteppedEvent(int Image, int Step, long Token, float Scale, float Confidence, float? Divergence,
    IReadOnlyList<float> Weights, bool IsGiven, StepCandidates? Candidates) : EngineEvent(Image);
