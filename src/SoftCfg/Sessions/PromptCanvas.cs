using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Text.Prompts;
using static TorchSharp.torch;

namespace SoftCfg.Sessions;

/// <summary>An image of a prompt: rows of codes, of which the prompt may give the first.</summary>
/// <param name="tokenizer">What turns its codes into pixels.</param>
/// <param name="device">Where that runs.</param>
/// <param name="tokens">The tokens of images in the vocabulary.</param>
/// <param name="encoded">Its prompt.</param>
internal sealed class PromptCanvas(IGridTokenizer tokenizer, Device device, PromptTokens tokens, EncodedPrompt encoded) : Canvas
{
    /// <summary>The whole image: rows that are given, and those that are decoded.</summary>
    public ImageRows Rows { get; } = new(encoded.Grid.Rows, encoded.Grid.Columns, new TokenRange(tokens.FirstImageCode, tokens.ImageCodes),
        tokens.NewLine, tokens.ImageEnd);

    /// <summary>The rows that are decoded.</summary>
    public ImageRows Decoded => encoded.GivenRows == 0 ? Rows : Rows with { Rows = Rows.Rows - encoded.GivenRows };

    /// <summary>The rows that are given, as tokens.</summary>
    public IEnumerable<long> Given => encoded.Image.Skip(EncodedPrompt.SizeTokens).Select(id => (long)id);

    /// <summary>How many rows are given.</summary>
    public int GivenRows => encoded.GivenRows;

    public override int Steps => (int)encoded.Remaining;

    // Given rows stand in front of step 0.
    public override TokenGrid? Grid => new(-GivenRows * Rows.RowLength, Rows.Rows, Rows.Columns) { RowLength = Rows.RowLength };

    public override int Width => encoded.Grid.Width;

    public override int Height => encoded.Grid.Height;

    public override IReadOnlyList<long> CodesOf(IReadOnlyList<long> tokens) =>
        tokens.Where((_, step) => Decoded.IsCode(step)).Select(token => token - Rows.Codes.First).ToList();

    /// <summary>A sequence that decodes it.</summary>
    /// <param name="index">Its index in its run.</param>
    /// <param name="guidance">How it is guided.</param>
    /// <param name="sampling">How tokens are drawn.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="constraint">What may stand where; null for <see cref="Decoded"/>.</param>
    /// <param name="trace">Whether to record what guidance does.</param>
    /// <param name="candidates">How many likely tokens the trace remembers.</param>
    public Sequence SequenceOf(long index, GuidanceOptions guidance, SamplingOptions sampling, ulong seed,
        ITokenConstraint? constraint = null, bool trace = false, int candidates = 0) => new()
        {
            Context = encoded.Tokens.Select(id => (long)id).ToArray(),
            UnconditionalContext = encoded.Image.Select(id => (long)id).ToArray(),
            Index = index,
            Guidance = guidance,
            Sampling = sampling,
            Uniforms = new SampleRandom(seed).Uniform,
            Constraint = constraint ?? Decoded,
            Length = Steps,
            Trace = trace,
            Candidates = candidates,
        };

    protected override RgbImage DrawWhole(IReadOnlyList<long> tokens, CancellationToken cancellationToken) =>
        Pixels(Rows.CodesOf([.. Given, .. tokens]), Rows.Rows, cancellationToken);

    protected override RgbImage DrawPart(IReadOnlyList<long> tokens, CancellationToken cancellationToken)
    {
        var codes = Given.Concat(tokens).Where((_, step) => Rows.IsCode(step)).Select(token => token - Rows.Codes.First).ToList();
        if (codes.Count == 0)
            return OnGrey(new RgbImage(1, 1, new byte[3]), Grid!, []);
        // A row that is not finished goes on as it was; what is missing of it is grey again.
        var rows = (codes.Count + Rows.Columns - 1) / Rows.Columns;
        var whole = codes.Concat(Enumerable.Repeat(codes[^1], rows * Rows.Columns - codes.Count)).ToArray();
        return OnGrey(Pixels(whole, rows, cancellationToken), Grid!, Enumerable.Range(0, codes.Count));
    }

    private RgbImage Pixels(long[] codes, int rows, CancellationToken cancellationToken) => RgbImage.FromPixels(
        tokenizer.Decode(tensor(codes, [1, codes.Length], ScalarType.Int64, device), rows, Rows.Columns, cancellationToken), tokenizer.PixelRange)[0];
}
