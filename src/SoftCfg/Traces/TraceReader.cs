using System.Text.Json;

namespace SoftCfg.Traces;

/// <summary>
/// Reads the traces that <see cref="TraceWriter"/> writes, image by image, so memory stays constant. Fields it does not
/// know are passed over.
/// </summary>
/// <example>
/// <code>
/// using var trace = TraceReader.Open("trace.json");
/// while (trace.Read() is { } image)
///     Console.WriteLine($"{image.Index}: {image.Trace.Confidence[0].Average()}");
/// </code>
/// </example>
public sealed class TraceReader : IDisposable
{
    /// <summary>An image with more tokens is refused: its value weights alone would take 128 MiB.</summary>
    public const int MaximumTokens = 8192;

    private readonly TraceFile file;
    private readonly JsonTokens json;
    private readonly TraceImageParser parser;
    private int images;
    private int tokensPerImage;
    private bool ended;

    private TraceReader(TraceFile file)
    {
        this.file = file;
        json = new JsonTokens(file);
        parser = new TraceImageParser(json);
        ReadHeader();
    }

    /// <summary>The version of the library that wrote the file.</summary>
    public string Library { get; private set; } = "";

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>Opens a file and reads what stands before its images.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TraceFileException">The file cannot be read, or is not a trace.</exception>
    public static TraceReader Open(string path)
    {
        var opened = TraceFile.Open(path);
        try
        {
            return new TraceReader(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next image.</summary>
    /// <returns>The image; null after the last one, once the rest of the file was checked.</returns>
    /// <exception cref="TraceFileException">
    /// The file is damaged, incomplete, or holds something else than a trace; the message says where.
    /// </exception>
    public TracedImage? Read()
    {
        if (ended)
            return null;
        if (json.Next() == JsonTokenType.EndArray)
        {
            ReadRest();
            ended = true;
            return null;
        }
        json.Begins(JsonTokenType.StartObject, $"image {images}");
        var image = parser.Parse(images);
        if (images > 0 && image.Tokens.Count != tokensPerImage)
            throw json.Wrong($"image {images} has {image.Tokens.Count} tokens, but image 0 has {tokensPerImage}.");
        tokensPerImage = image.Tokens.Count;
        images++;
        return image;
    }

    /// <summary>How much of the file has been read, from 0 to 1.</summary>
    public double Progress => (double)json.Offset / file.Length;

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void ReadHeader()
    {
        json.Next();
        json.Begins(JsonTokenType.StartObject, "a trace");
        var header = new Dictionary<string, string>(StringComparer.Ordinal);
        var field = json.NextProperty();
        for (; field is not null && field != "images"; field = json.NextProperty())
        {
            json.Next();
            if (field is not ("format" or "library" or "model"))
                json.Skip();
            else if (!header.TryAdd(field, json.Text($"'{field}'")))
                throw json.Wrong($"'{field}' is there twice.");
        }
        if (Header("format") is var format && format != TraceWriter.Format)
            throw json.Wrong($"the format is '{format}'; this version reads '{TraceWriter.Format}'.");
        (Library, Model) = (Header("library"), Header("model"));
        if (field is null)
            throw json.Wrong("a trace has a list 'images'; this file has none.");
        json.Next();
        json.Begins(JsonTokenType.StartArray, "'images'");

        string Header(string key) => header.TryGetValue(key, out var text)
            ? text
            : throw json.Wrong($"a trace has a text '{key}' before its images; this file has none.");
    }

    private void ReadRest()
    {
        while (json.NextProperty() is { } field)
        {
            if (field == "images")
                throw json.Wrong("'images' is there twice.");
            json.Next();
            json.Skip();
        }
        // Refuses whatever follows.
        json.Next();
    }
}
