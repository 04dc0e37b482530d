namespace SoftCfg.Tests.Decoding;

/// <summary>One forward pass that a <see cref="ScriptedModel"/> was asked for.</summary>
/// <param name="Conditions">The condition of each row.</param>
/// <param name="Tokens">The token fed to each row; empty in the first pass.</param>
/// <param name="Held">Positions that the cache held before.</param>
internal sealed record ScriptedCall(long[] Conditions, long[] Tokens, int Held);
