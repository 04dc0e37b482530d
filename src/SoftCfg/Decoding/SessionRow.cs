namespace SoftCfg.Decoding;

/// <summary>One row of a forward pass: a branch of a sequence.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Branch">0 is conditional, 1 unconditional.</param>
/// <param name="Slot">Its cache slot.</param>
internal sealed record SessionRow(Sequence Sequence, int Branch, int Slot)
{
    /// <summary>What stands in front of the image in this branch.</summary>
    public IReadOnlyList<long> Context => Branch == 0 ? Sequence.Context : Sequence.UnconditionalContext;

    /// <summary>Tokens that the next pass feeds: the context at first, then the token sampled last.</summary>
    public int TokenCount => Sequence.Step == 0 ? Context.Count : 1;
}
