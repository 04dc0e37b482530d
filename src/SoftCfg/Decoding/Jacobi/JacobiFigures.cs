namespace SoftCfg.Decoding.Jacobi;

/// <summary>How well speculation worked, for one image or for several.</summary>
/// <param name="Steps">Windows that were verified.</param>
/// <param name="Passes">Forward passes: one a step, or two where SoftCFG is exact and drafts were fed.</param>
/// <param name="Tokens">Tokens decoded.</param>
/// <param name="SingleSteps">Steps that brought one token.</param>
/// <param name="Drafts">Drafts fed.</param>
/// <param name="DraftsVerified">Drafts that were looked at: those up to the first of a window that was not accepted.</param>
/// <param name="DraftsAccepted">Drafts that stand.</param>
public sealed record JacobiFigures(int Steps, int Passes, int Tokens, int SingleSteps, int Drafts, int DraftsVerified, int DraftsAccepted)
{
    /// <summary>Tokens a step; 1 without speculation. 0 where there was no step.</summary>
    public double TokensPerStep => Share(Tokens, Steps);

    /// <summary>Tokens a forward pass: what the time follows where a pass takes as long for few rows as for many.</summary>
    public double TokensPerPass => Share(Tokens, Passes);

    /// <summary>The share of the drafts looked at that were accepted; 0 where there were none.</summary>
    public double AcceptanceRate => Share(DraftsAccepted, DraftsVerified);

    /// <summary>The share of steps that brought one token.</summary>
    public double SingleShare => Share(SingleSteps, Steps);

    /// <summary>The figures of several images together.</summary>
    /// <param name="images">The figures of each.</param>
    public static JacobiFigures Sum(IEnumerable<JacobiFigures> images) => images.Aggregate(
        new JacobiFigures(0, 0, 0, 0, 0, 0, 0),
        (sum, image) => new JacobiFigures(sum.Steps + image.Steps, sum.Passes + image.Passes, sum.Tokens + image.Tokens,
            sum.SingleSteps + image.SingleSteps, sum.Drafts + image.Drafts, sum.DraftsVerified + image.DraftsVerified,
            sum.DraftsAccepted + image.DraftsAccepted));

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
