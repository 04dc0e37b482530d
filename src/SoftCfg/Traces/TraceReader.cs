using System.Text;
using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Files;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Traces;

/// <summary>
/// Reads the traces that <see cref="TraceWriter"/> writes, line by line, so that memory does not grow with the images.
/// Fields it does not know are passed over.
/// </summary>
/// <example>
/// <code>
/// using var trace = TraceReader.Open("trace.jsonl");
/// while (trace.Read() is { } image)
///     Console.WriteLine($"{image.Index}: {image.Trace.Confidence.Average()}");
/// </code>
/// </example>
public sealed class TraceReader : IDisposable
{
    /// <summary>An image with more tokens is refused.</summary>
    public const int MaximumTokens = 16_384;

    /// <summary>Of an image with more tokens there are no value weights, which would take more than 32 MiB.</summary>
    public const int MostWeighed = 4096;

    /// <summary>A longer line is refused: an image of <see cref="MostWeighed"/> tokens and their value weights takes less.</summary>
    public const int LongestLine = 1 << 27;

    private readonly string path;
    private readonly long length;
    private readonly Stream stream;
    private readonly IDisposable? file;
    private readonly LineReader lines;
    private int tokensPerImage;

    /// <summary>Reads a trace from a stream, which is disposed with this.</summary>
    internal TraceReader(string path, Stream stream, long length, IDisposable? file = null)
    {
        (this.path, this.stream, this.length, this.file) = (path, stream, length, file);
        lines = new LineReader(stream, LongestLine);
        var header = ReadHeader();
        (Library, Model, Guidance, Sampling) = (header.Library!, header.Model!, header.Guidance!, header.Sampling!);
    }

    /// <summary>The version of the library that wrote the file.</summary>
    public string Library { get; }

    /// <summary>The model's name.</summary>
    public string Model { get; }

    /// <summary>How the images were guided: one for each kind of guidance that was sampled with.</summary>
    public IReadOnlyList<GuidanceOptions> Guidance { get; }

    /// <summary>How tokens were drawn.</summary>
    public SamplingOptions Sampling { get; }

    /// <summary>How much of the file has been read, from 0 to 1.</summary>
    public double Progress => (double)lines.Position / length;

    /// <summary>Opens a file and reads what stands before its images.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A reader that stands before the first image.</returns>
    /// <exception cref="TraceFileException">The file cannot be read, or is not a trace.</exception>
    public static TraceReader Open(string path)
    {
        var opened = TraceFile.Open(path);
        try
        {
            return new TraceReader(path, new FileRange(opened, 0, opened.Length, "the trace"), opened.Length, opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next image.</summary>
    /// <returns>The image; null after the last one.</returns>
    /// <exception cref="TraceFileException">The line is damaged or no image of a trace; the message says which.</exception>
    public TracedImage? Read()
    {
        if (!TryReadLine(out var text))
            return null;
        var line = Parse<TraceLine>(text);
        var tokens = Given("tokens", line.Tokens);
        if (tokens.Count is 0 or > MaximumTokens)
            throw Wrong($"there are {tokens.Count} tokens, but an image has from 1 to {MaximumTokens}.");
        var (rows, columns) = GridOf(line, tokens.Count);
        // Images of prompts have sizes of their own.
        if (rows == 0 && tokensPerImage != 0 && tokens.Count != tokensPerImage)
            throw Wrong($"there are {tokens.Count} tokens, but the image before has {tokensPerImage}.");
        tokensPerImage = tokens.Count;
        int? label = line.Prompt is null ? (int)NotNegative("class", Given("class", line.ClassLabel)) : null;
        return new TracedImage(Given("guidance", line.Guidance), NotNegative("index", Given("index", line.Index)), label, tokens, TraceOf(line))
        {
            Prompt = line.Prompt,
            Rows = rows,
            Columns = columns,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        file?.Dispose();
    }

    private (int Rows, int Columns) GridOf(TraceLine line, int tokens)
    {
        if (line is { Rows: null, Columns: null })
            return (0, 0);
        var (rows, columns) = (Given("rows", line.Rows), Given("columns", line.Columns));
        return rows > 0 && columns > 0 && rows * (columns + 1L) <= tokens
            ? (rows, columns)
            : throw Wrong($"'rows' is {rows} and 'columns' {columns}, which do not fit {tokens} tokens with an end of each row.");
    }

    private DecodeTrace TraceOf(TraceLine line)
    {
        var own = line.Own ?? new Dictionary<string, IReadOnlyList<float>>(StringComparer.Ordinal);
        foreach (var (name, numbers) in own)
            Counted($"own.{name}", numbers, mayBeEmpty: false);
        return new DecodeTrace
        {
            Scale = Counted("scale", Given("scale", line.Scale), mayBeEmpty: false),
            Confidence = Counted("confidence", Given("confidence", line.Confidence), mayBeEmpty: false),
            // Without guidance there is no second branch, only some kinds have weights, and few images have originals.
            Divergence = Counted("divergence", Given("divergence", line.Divergence), mayBeEmpty: true),
            ValueWeights = Counted("value_weights", Given("value_weights", line.ValueWeights), mayBeEmpty: true),
            Kept = Counted("kept", line.Kept ?? [], mayBeEmpty: true),
            Own = own,
        };
    }

    private TraceHeader ReadHeader()
    {
        var old = Encoding.UTF8.GetBytes($"\"{TraceHeader.OlderFormat}\"");
        if (lines.Beginning(64).IndexOf(old) >= 0)
        {
            throw new TraceFileException(path,
                $"this trace is in the format {TraceHeader.OlderFormat} of an older version. Sample with --trace again.");
        }
        if (!TryReadLine(out var text))
            throw new TraceFileException(path, "the file holds no line, so it is no trace.");
        var header = Parse<TraceHeader>(text);
        if (Given("format", header.Format) is var format && format != TraceHeader.CurrentFormat)
            throw Wrong($"the format is '{format}'; this version reads '{TraceHeader.CurrentFormat}'.");
        Given("library", header.Library);
        Given("model", header.Model);
        Given("guidance", header.Guidance);
        Given("sampling", header.Sampling);
        return header;
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        try
        {
            while (lines.TryRead(out line))
            {
                // A last line may have an end, and an editor may add another.
                if (line.ContainsAnyExcept(" \t\r"u8))
                    return true;
            }
            return false;
        }
        catch (InvalidDataException e)
        {
            throw new TraceFileException(path, $"the line is longer than {LongestLine} bytes; no trace has such.", e, lines.Number);
        }
    }

    private T Parse<T>(ReadOnlySpan<byte> line) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, TraceJson.Options) ?? throw Wrong("a line of a trace is an object, not null.");
        }
        catch (JsonException e) when (e is TraceLineException or SettingException)
        {
            throw Wrong(e.Message, e);
        }
        catch (JsonException e)
        {
            var place = $"(byte {e.BytePositionInLine})";
            throw e.InnerException is JsonException reader
                ? Wrong($"this is not JSON, or not all of it: {reader.Message.Split(" LineNumber:")[0]} {place}", e)
                : e.Path is null or "$" ? Wrong("a line of a trace is an object.", e)
                : Wrong($"'{e.Path[2..]}' is not what a trace has there {place}.", e);
        }
    }

    private T Given<T>(string field, T? value) where T : class => value ?? throw Wrong($"there is no '{field}'.");

    private T Given<T>(string field, T? value) where T : struct => value ?? throw Wrong($"there is no '{field}'.");

    private long NotNegative(string field, long value) =>
        value >= 0 ? value : throw Wrong($"'{field}' is {value}, but it should not be negative.");

    private IReadOnlyList<T> Counted<T>(string field, IReadOnlyList<T> list, bool mayBeEmpty) =>
        list.Count == tokensPerImage || (mayBeEmpty && list.Count == 0)
            ? list
            : throw Wrong($"'{field}' has {list.Count} entries, but there are {tokensPerImage} tokens.");

    private TraceFileException Wrong(string problem, Exception? inner = null) => new(path, problem, inner, lines.Number);
}
