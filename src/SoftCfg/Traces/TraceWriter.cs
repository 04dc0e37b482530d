using System.Text.Json;
using SoftCfg.Files;
using SoftCfg.Guidance;
using SoftCfg.Runs;

namespace SoftCfg.Traces;

/// <summary>
/// Writes what guidance did to images as one JSON file, image by image, so memory stays constant. The file has a
/// temporary name until <see cref="Complete"/>; disposed without it, nothing is left.
/// </summary>
/// <remarks>
/// <para>The file is <c>{"format": "softcfg-trace-1", "library": VERSION, "model": NAME, "images": [...]}</c>. Of an
/// image with N tokens:</para>
/// <list type="bullet">
/// <item><c>guidance</c>: none, cfg or softcfg; <c>index</c>; <c>class</c>, its label; <c>tokens</c>: [N]</item>
/// <item><c>scale</c>: [N], the guidance scale of each step</item>
/// <item><c>confidence</c>: [N], of each token, from 0 to 1</item>
/// <item><c>divergence</c>: [N], Kullback-Leibler divergence KL(conditional || unconditional) of the two branches'
/// distributions at each step, at the sampling temperature and before guidance, in nats; empty for none</item>
/// <item><c>value_weights</c>: N lists, the one of step t holding the weights of tokens 0 .. t - 1 while token t is
/// fed, that is, token t + 1 predicted; empty unless softcfg</item>
/// <item><c>kept</c>: [N], whether a token is the original's; empty unless tokens of originals were kept</item>
/// </list>
/// <para>A number that is not finite is <c>null</c>.</para>
/// </remarks>
public sealed class TraceWriter : IDisposable
{
    /// <summary>What the file says it is.</summary>
    internal const string Format = "softcfg-trace-1";

    private readonly AtomicFile file;
    private readonly Utf8JsonWriter json;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file, in an existing folder; one that exists is replaced on completion.</param>
    /// <param name="model">The model's name.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public TraceWriter(string path, string model)
    {
        file = new AtomicFile(path);
        json = new Utf8JsonWriter(file.Stream);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("library", RunProvenance.LibraryVersion);
        json.WriteString("model", model);
        json.WriteStartArray("images");
    }

    /// <summary>Writes the next image.</summary>
    /// <param name="image">An image generated with <see cref="GenerationOptions.Trace"/>.</param>
    /// <param name="guidance">How it was guided.</param>
    /// <exception cref="ArgumentException">The image carries no trace.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(GeneratedImage image, GuidanceKind guidance)
    {
        var trace = image.Trace ?? throw new ArgumentException(
            $"Image {image.Index} carries no trace; generate with Trace on.", nameof(image));
        json.WriteStartObject();
        json.WriteString("guidance", GuidanceNames.Of(guidance));
        json.WriteNumber("index", image.Index);
        json.WriteNumber("class", image.ClassLabel);
        json.WriteStartArray("tokens");
        foreach (var token in image.Tokens)
            json.WriteNumberValue(token);
        json.WriteEndArray();
        json.WritePropertyName("scale");
        WriteNumbers(trace.Scale);
        json.WritePropertyName("confidence");
        WriteNumbers(trace.Confidence[0]);
        json.WritePropertyName("divergence");
        WriteNumbers(trace.Divergence.Count == 0 ? [] : trace.Divergence[0]);
        json.WriteStartArray("value_weights");
        foreach (var step in trace.ValueWeights)
            WriteNumbers(step[0]);
        json.WriteEndArray();
        json.WriteStartArray("kept");
        foreach (var kept in trace.Kept.Count == 0 ? [] : trace.Kept[0])
            json.WriteBooleanValue(kept);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    /// <summary>Finishes the file and gives it its name. Nothing can be appended after it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete()
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        file.Commit();
    }

    /// <summary>Removes the file unless it was completed.</summary>
    public void Dispose()
    {
        // Not the JSON writer: disposing it would flush into a stream that may be closed, and it holds nothing else.
        file.Dispose();
    }

    private void WriteNumbers(IEnumerable<float> numbers)
    {
        json.WriteStartArray();
        foreach (var number in numbers)
        {
            if (float.IsFinite(number))
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        }
        json.WriteEndArray();
    }
}
