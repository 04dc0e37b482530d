using SoftCfg.Decoding;

namespace SoftCfg.Sessions;

/// <summary>
/// An image of a session, from <see cref="ISessionGenerator.Prepare"/>. What it is stands from the beginning; how far it is, is for the
/// thread that steps its session.
/// </summary>
public sealed class SessionImage
{
    private readonly Canvas canvas;
    private ImageSession? session;

    internal SessionImage(ImageRequest request, Sequence sequence, Canvas canvas) =>
        (Request, Sequence, this.canvas) = (request, sequence, canvas);

    /// <summary>What was asked for.</summary>
    public ImageRequest Request { get; }

    /// <summary>Tokens that it will have.</summary>
    public int Steps => canvas.Steps;

    /// <summary>Tokens that it has.</summary>
    public int Step => Sequence.Step;

    /// <summary>Whether it has all of them.</summary>
    public bool IsFinished => Sequence.IsFinished;

    /// <summary>Where its tokens stand; null where they make no grid.</summary>
    public TokenGrid? Grid => canvas.Grid;

    /// <summary>Width of its picture, in pixels.</summary>
    public int Width => canvas.Width;

    /// <summary>Height of its picture, in pixels.</summary>
    public int Height => canvas.Height;

    /// <summary>Its tokens so far. Waits for the device.</summary>
    public IReadOnlyList<long> Tokens => IsFinished ? Sequence.Tokens : session?.TokensOf(this) ?? [];

    /// <summary>The newest of its tokens; null where there is none. Waits for the device.</summary>
    public long? LastToken => IsFinished ? Sequence.Tokens[^1] : Step == 0 ? null : session?.LastTokenOf(this);

    /// <summary>
    /// What guidance has done so far; null unless it was asked for. Its lists grow with every step, and are for the thread that steps.
    /// </summary>
    public DecodeTrace? Trace => IsFinished ? Sequence.Traced : session?.TraceOf(this);

    internal Sequence Sequence { get; }

    /// <summary>The generator that prepared it.</summary>
    internal object Owner => canvas.Owner;

    /// <summary>The image as far as it is, for any thread to draw. Waits for the device.</summary>
    public ImageSnapshot Snapshot() => new(canvas, Tokens);

    /// <summary>The codes among an image's first tokens: what <see cref="ImageRequest.Given"/> takes to begin another image alike.</summary>
    /// <param name="tokens">The tokens from the beginning.</param>
    /// <returns>The codes of a codebook, without the ends of rows.</returns>
    public IReadOnlyList<long> CodesOf(IReadOnlyList<long> tokens) => canvas.CodesOf(tokens);

    internal void JoinedTo(ImageSession? joined) => session = joined;
}
