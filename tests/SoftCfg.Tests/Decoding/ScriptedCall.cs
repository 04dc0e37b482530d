namespace SoftCfg.Tests.Decoding;

/// <summary>One forward pass that a <see cref="ScriptedModel"/> was asked for.</summary>
/// <param name="Conditions">The class of each row; the number of classes where there is none.</param>
/// <param name="Tokens">The tokens fed, row by row: contexts in the first pass.</param>
/// <param name="Held">Positions that the rows' slots held before.</param>
internal sealed record ScriptedCall(long[] Conditions, long[] Tokens, int[] Held);
