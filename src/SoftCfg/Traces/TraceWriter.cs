using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Diagnostics;
using SoftCfg.Files;
using SoftCfg.Guidance;

namespace SoftCfg.Traces;

/// <summary>
/// Writes what guidance did to images as JSON Lines, image by image, so that memory does not grow with them. The file has a
/// temporary name until <see cref="Complete"/>; disposed without it, nothing is left.
/// </summary>
/// <remarks>
/// <para>The first line is <c>{"format": "softcfg-trace-2", "library": VERSION, "model": NAME, "guidance": [SETTINGS, ...],
/// "sampling": SETTINGS}</c>, with the settings of each kind of guidance. Every other line is an image, with N tokens:</para>
/// <list type="bullet">
/// <item><c>guidance</c>: none, cfg or softcfg; <c>index</c>; <c>class</c>, its label, or <c>prompt</c> with <c>rows</c> and
/// <c>columns</c> of codes, where a token behind each row ends it; <c>tokens</c>: [N]</item>
/// <item><c>scale</c>: [N], the guidance scale of each step</item>
/// <item><c>confidence</c>: [N], of each token, from 0 to 1</item>
/// <item><c>divergence</c>: [N], Kullback-Leibler divergence KL(conditional || unconditional) of the two branches'
/// distributions at each step, at the sampling temperature and before guidance, in nats; empty for none</item>
/// <item><c>value_weights</c>: N lists, the one of step t holding the weights of tokens 0 .. t - 1 while token t is
/// fed, that is, token t + 1 predicted; empty unless softcfg, and where there are more than
/// <see cref="TraceReader.MostWeighed"/> tokens</item>
/// <item><c>kept</c>: [N], whether a token is the original's; empty unless tokens of originals were kept</item>
/// <item><c>own</c>: what a guidance of one's own reported, [N] under each name; left out where it reported nothing</item>
/// </list>
/// <para>A number that is not finite is <c>null</c>.</para>
/// </remarks>
public sealed class TraceWriter : IDisposable
{
    private readonly AtomicFile? file;
    private readonly Stream stream;
    private readonly Utf8JsonWriter json;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file, in an existing folder; one that exists is replaced on completion.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="guidance">How the images will be guided: one for each kind of guidance.</param>
    /// <param name="sampling">How tokens will be drawn.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public TraceWriter(string path, string model, IReadOnlyList<GuidanceOptions> guidance, SamplingOptions sampling)
        : this(new AtomicFile(path), model, guidance, sampling)
    {
    }

    /// <summary>Writes into a stream, which the caller keeps.</summary>
    internal TraceWriter(Stream stream, string model, IReadOnlyList<GuidanceOptions> guidance, SamplingOptions sampling)
    {
        this.stream = stream;
        json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = TraceJson.Options.Encoder });
        WriteLine(new TraceHeader
        {
            Format = TraceHeader.CurrentFormat,
            Library = LibraryVersion.Text,
            Model = model,
            Guidance = guidance,
            Sampling = sampling,
        });
    }

    private TraceWriter(AtomicFile file, string model, IReadOnlyList<GuidanceOptions> guidance, SamplingOptions sampling)
        : this(file.Stream, model, guidance, sampling) => this.file = file;

    /// <summary>Writes the next image.</summary>
    /// <param name="image">An image generated with <see cref="GenerationOptions.Trace"/>.</param>
    /// <param name="guidance">How it was guided.</param>
    /// <exception cref="ArgumentException">The image carries no trace.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(GeneratedImage image, GuidanceKind guidance)
    {
        var trace = image.Trace ?? throw new ArgumentException(
            $"Image {image.Index} carries no trace; generate with Trace on.", nameof(image));
        WriteLine(LineOf(image.Index, image.Tokens, trace, guidance) with { ClassLabel = image.ClassLabel });
    }

    /// <summary>Writes the next image of a prompt: of one whose upper half was given, the rows below it.</summary>
    /// <param name="image">An image generated with <see cref="PromptOptions.Trace"/>.</param>
    /// <param name="guidance">How it was guided.</param>
    /// <exception cref="ArgumentException">The image carries no trace.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(PromptImage image, GuidanceKind guidance)
    {
        var trace = image.Trace ?? throw new ArgumentException(
            $"Image {image.Index} carries no trace; generate with Trace on.", nameof(image));
        var decoded = image.Tokens.Skip(image.Tokens.Count - trace.Scale.Count).ToList();
        WriteLine(LineOf(image.Index, decoded, trace, guidance) with
        {
            Prompt = image.Prompt.Text,
            Rows = (decoded.Count - 1) / image.Rows.RowLength,
            Columns = image.Rows.Columns,
        });
    }

    /// <summary>Finishes the file and gives it its name. Nothing can be appended after it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete() => file?.Commit();

    /// <summary>Removes the file unless it was completed.</summary>
    public void Dispose()
    {
        // Not the JSON writer: disposing it would flush into a stream that may be closed, and it holds nothing else.
        file?.Dispose();
    }

    private static TraceLine LineOf(long index, IReadOnlyList<long> tokens, DecodeTrace trace, GuidanceKind guidance) => new()
    {
        Guidance = guidance,
        Index = index,
        Tokens = tokens,
        Scale = trace.Scale,
        Confidence = trace.Confidence,
        Divergence = trace.Divergence,
        ValueWeights = tokens.Count > TraceReader.MostWeighed ? [] : trace.ValueWeights,
        Kept = trace.Kept,
        Own = trace.Own.Count == 0 ? null : trace.Own,
    };

    private void WriteLine<T>(T line)
    {
        json.Reset();
        JsonSerializer.Serialize(json, line, TraceJson.Options);
        json.Flush();
        stream.WriteByte((byte)'\n');
    }
}
