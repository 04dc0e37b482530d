using SoftCfg.Guidance;

namespace SoftCfg.Decoding;

/// <summary>
/// One image being decoded: what it is conditioned on, how it is guided and sampled, its random numbers, and, in the end, its
/// tokens. It joins a <see cref="DecodeSession"/> and belongs to it until it has left.
/// </summary>
public sealed class Sequence
{
    private long[]? tokens;

    /// <summary>The tokens in front of the image: a class or a prompt.</summary>
    /// <remarks>A model (ICausalImageModel.Context) gives those of a class.</remarks>
    public required IReadOnlyList<long> Context { get; init; }

    /// <summary>The tokens in front of the image in the branch that knows of no class or prompt; perhaps fewer or more.</summary>
    public required IReadOnlyList<long> UnconditionalContext { get; init; }

    /// <summary>The image's index in its run: with the seed it decides the image.</summary>
    public required long Index { get; init; }

    /// <summary>How the image is guided.</summary>
    public required GuidanceOptions Guidance { get; init; }

    /// <summary>How tokens are drawn.</summary>
    /// <value>Default: temperature 1, the whole distribution.</value>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Where the uniforms come from; asked for all steps when the sequence joins.</summary>
    public required UniformSource Uniforms { get; init; }

    /// <summary>Which tokens may stand where.</summary>
    /// <value>Default null: every token anywhere.</value>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>Tokens to decode.</summary>
    /// <value>Default 0: as many as the model's images have.</value>
    public int Length { get; init; }

    /// <summary>Whether to record a <see cref="DecodeTrace"/>.</summary>
    /// <value>Default false.</value>
    public bool Trace { get; init; }

    /// <summary>How many of the likeliest tokens of each step the trace remembers.</summary>
    /// <value>Default 0: none. It needs <see cref="Trace"/>.</value>
    public int Candidates { get; init; }

    /// <summary>Tokens sampled so far.</summary>
    public int Step { get; internal set; }

    /// <summary>Whether all tokens have been sampled.</summary>
    public bool IsFinished => tokens is not null;

    /// <summary>The image's tokens.</summary>
    /// <exception cref="InvalidOperationException">The sequence is not finished; ask its session for the tokens so far.</exception>
    public IReadOnlyList<long> Tokens =>
        tokens ?? throw new InvalidOperationException($"Only {Step} tokens have been sampled; the sequence is not finished.");

    /// <summary>What guidance did; null unless <see cref="Trace"/> asked for it and the sequence is finished.</summary>
    public DecodeTrace? Traced { get; private set; }

    /// <summary>Its place in its session; negative outside of one.</summary>
    internal int Place { get; set; } = -1;

    /// <summary>Keeps what was decoded.</summary>
    internal void Finish(long[] decoded, DecodeTrace? trace) => (tokens, Traced) = (decoded, trace);

    /// <summary>Refuses what no model could decode.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or a context is empty.</exception>
    internal void Validate(int longestImage)
    {
        Guidance.Validate();
        Sampling.Validate();
        if (Context.Count == 0 || (Guidance.Branches == 2 && UnconditionalContext.Count == 0))
            throw new ArgumentException("A sequence needs at least one token in front of its image, in every branch.");
        ArgumentOutOfRangeException.ThrowIfNegative(Candidates);
        if (Candidates > 0 && !Trace)
            throw new ArgumentException("Candidates are remembered in a sequence's trace; ask for the trace as well.");
        if (Length < 0 || Length > longestImage)
            throw new ArgumentException($"A sequence of {Length} tokens was asked for; images have {longestImage} at most.");
    }
}
