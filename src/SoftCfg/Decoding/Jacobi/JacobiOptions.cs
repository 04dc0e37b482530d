using SoftCfg.Options;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>How tokens are drafted and verified. Immutable. The defaults lose nothing: tokens are distributed as one by one.</summary>
public sealed record JacobiOptions
{
    private const int LargestWindow = 1024;

    /// <summary>Tokens that a pass feeds of a sequence, at most: the newest, and drafts behind it.</summary>
    /// <value>Default 16. From 1, which is decoding token by token, to 1024.</value>
    public int Window { get; init; } = 16;

    /// <summary>What is drawn in the place of a draft that was not accepted.</summary>
    /// <value>Default <see cref="JacobiRule.Exact"/>.</value>
    public JacobiRule Rule { get; init; } = JacobiRule.Exact;

    /// <summary>What is drafted where no earlier iteration left a draft.</summary>
    /// <value>Default <see cref="DraftInitialization.Random"/>.</value>
    public DraftInitialization Initialization { get; init; } = DraftInitialization.Random;

    /// <summary>
    /// Tokens from the beginning of a row of the image to that of the next, row ends included, for sequences whose constraint does
    /// not say (<see cref="ITokenConstraint.RowLength"/>). Only drafts that look at neighbours need it.
    /// </summary>
    /// <value>Default 0: unknown.</value>
    public int RowLength { get; init; }

    /// <summary>How values are weighed in a window.</summary>
    /// <value>Default <see cref="SoftCfgWindow.Exact"/>.</value>
    public SoftCfgWindow SoftCfgWindow { get; init; } = SoftCfgWindow.Exact;

    /// <summary>Which unlikely tokens are excluded besides those that the sequence's sampling excludes.</summary>
    /// <value>Default <see cref="SigmaFilter.Off"/>.</value>
    public SigmaFilter SigmaFilter { get; init; } = SigmaFilter.Off;

    /// <summary>
    /// Whether what a replacement is drawn from goes through filter, top-k, temperature and top-p once more, as in both releases.
    /// With a temperature other than 1, top-p or a sigma filter nothing is lossless then.
    /// </summary>
    /// <value>Default false.</value>
    public bool ProcessReplacement { get; init; }

    /// <summary>
    /// As long as the step before began with fewer tokens than this, a step brings one token: l of the release's interval.
    /// </summary>
    /// <value>Default 0.</value>
    public int SingleUntil { get; init; }

    /// <summary>
    /// As soon as the step before began with so many tokens, a step brings one token, and windows do not reach further than this
    /// from where that step began: r of the release's interval.
    /// </summary>
    /// <value>Default null: nowhere.</value>
    public int? SingleFrom { get; init; }

    /// <summary>
    /// What random drafts are drawn from, at every place. The release drafts an image code even where a row must end, and rejects it.
    /// </summary>
    /// <value>
    /// Default null: from what may stand at the place; where only one token may, that is the draft, and it is accepted.
    /// </value>
    public TokenRange? RandomDrafts { get; init; }

    /// <summary>
    /// The settings of Lumina-mGPT 2.0 (commit f44a4d7), for images whose start, height and width are tokens of the sequence:
    /// windows of 16, its rule, its filter, drafts of image codes, and SoftCFG only nearly.
    /// </summary>
    /// <param name="rows">Rows of codes.</param>
    /// <param name="columns">Codes of a row.</param>
    /// <param name="codes">The image codes in the vocabulary.</param>
    public static JacobiOptions AsReleased(int rows, int columns, TokenRange codes) => new()
    {
        Rule = JacobiRule.Released,
        SoftCfgWindow = SoftCfgWindow.Approximate,
        SigmaFilter = SigmaFilter.RootMeanSquare,
        ProcessReplacement = true,
        SingleUntil = 3,
        SingleFrom = rows * columns + rows - 10,
        RandomDrafts = codes,
    };

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and the range.</exception>
    public void Validate() => Validate(int.MaxValue);

    /// <summary>Checks every option for a vocabulary of some size.</summary>
    internal void Validate(int vocabulary)
    {
        OptionChecks.Range("Jacobi Window", Window, 1, LargestWindow);
        OptionChecks.Range("Jacobi RowLength", RowLength, 0, int.MaxValue);
        OptionChecks.Range("Jacobi SingleUntil", SingleUntil, 0, int.MaxValue);
        OptionChecks.Range("Jacobi SingleFrom", SingleFrom ?? 0, 0, int.MaxValue);
        if (RandomDrafts is { } range && (range.First < 0 || range.Count < 1 || range.First + range.Count > vocabulary))
        {
            throw new ArgumentException($"Jacobi RandomDrafts begins at token {range.First} and holds {range.Count}; " +
                "it must hold at least one token, and only tokens of the vocabulary.");
        }
    }

    /// <summary>How many tokens a step feeds.</summary>
    /// <param name="began">Tokens that the step before began with; negative where there was none.</param>
    /// <param name="left">Tokens that are left to decode.</param>
    internal int WindowBehind(int began, int left)
    {
        var until = SingleFrom ?? int.MaxValue;
        if (began < 0 || began < SingleUntil || began >= until)
            return 1;
        return Math.Min(Math.Min(Window, until - began), left);
    }
}
