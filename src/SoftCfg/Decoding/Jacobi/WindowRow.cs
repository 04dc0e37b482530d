using SoftCfg.Layers;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>One row of a forward pass: a branch of a sequence that decodes in windows.</summary>
/// <param name="Member">The sequence.</param>
/// <param name="Branch">0 is conditional, 1 unconditional.</param>
/// <param name="Slot">Its cache slot.</param>
internal sealed record WindowRow(JacobiMember Member, int Branch, int Slot)
{
    /// <summary>What stands in front of the image in this branch.</summary>
    public IReadOnlyList<long> Context => Branch == 0 ? Member.Sequence.Context : Member.Sequence.UnconditionalContext;

    /// <summary>Tokens that the next pass feeds: the context at first, then the newest token, and drafts behind it.</summary>
    public int TokenCount => Member.Step == 0 ? Context.Count : Member.Window;

    /// <summary>Those tokens.</summary>
    public IEnumerable<long> Tokens =>
        Member.Step == 0 ? Context : Member.Chain.Drafts.Select(draft => draft.Token).Prepend(Member.Chain.Tokens[^1]);

    /// <summary>Forgets what the cache holds of drafts that do not stand, and of the newest token, which is fed next.</summary>
    public void RollBack(KeyValueCache cache) => cache.RollBack(Slot, Member.Chain.IsFinished ? 0 : Context.Count + Member.Step - 1);
}
