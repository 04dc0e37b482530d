namespace SoftCfg.Decoding.Jacobi;

/// <summary>A sequence that decodes in windows.</summary>
internal sealed class JacobiMember(Sequence sequence, JacobiChain chain, StepConstraints constraints, Cohort cohort)
{
    /// <summary>The sequence.</summary>
    public Sequence Sequence => sequence;

    /// <summary>Its drafts.</summary>
    public JacobiChain Chain => chain;

    /// <summary>What may stand where.</summary>
    public StepConstraints Constraints => constraints;

    /// <summary>Who guides it.</summary>
    public Cohort Cohort => cohort;

    /// <summary>How it went so far.</summary>
    public JacobiTally Tally { get; } = new();

    /// <summary>Tokens in front of the window: the step that its first row predicts.</summary>
    public int Step => sequence.Step;

    /// <summary>Rows of the window.</summary>
    public int Window => chain.Window;

    /// <summary>Whether the next step takes a pass per branch, so that drafts can weigh values in the second.</summary>
    /// <param name="window">How values are weighed.</param>
    public bool TakesTwoPasses(SoftCfgWindow window) =>
        window == SoftCfgWindow.Exact && Window > 1 && cohort.Guidance is { Branches: 2, WeighsValues: true };
}
