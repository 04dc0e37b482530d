namespace SoftCfg.Decoding.Jacobi;

/// <summary>
/// The constraint of one sequence, asked once for every step, in order of the steps: windows look at a step more than once.
/// </summary>
/// <param name="constraint">The constraint; null where every token may stand anywhere.</param>
internal sealed class StepConstraints(ITokenConstraint? constraint)
{
    private readonly List<Answer> answers = [];

    /// <summary>Whether there is a constraint at all.</summary>
    public bool IsConstrained => constraint is not null;

    /// <summary>The token that stands at a step; null where it is sampled.</summary>
    public long? Forced(int step) => At(step).Forced;

    /// <summary>What may be sampled at a step; null where every token may be.</summary>
    public TokenRange? Allowed(int step) => At(step).Allowed;

    /// <summary>Whether an image code stands at a step.</summary>
    public bool IsCode(int step) => At(step).IsCode;

    private Answer At(int step)
    {
        while (answers.Count <= step)
        {
            var next = answers.Count;
            answers.Add(constraint is null
                ? new Answer(null, null, IsCode: true)
                : new Answer(constraint.Forced(next), constraint.Allowed(next), constraint.IsCode(next)));
        }
        return answers[step];
    }

    private readonly record struct Answer(long? Forced, TokenRange? Allowed, bool IsCode);
}
