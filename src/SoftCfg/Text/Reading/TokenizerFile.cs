using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using SoftCfg.Files;

namespace SoftCfg.Text.Reading;

/// <summary>A file of a tokenizer, which refuses by <see cref="TextTokenizerException"/>.</summary>
internal sealed class TokenizerFile : ForeignFile
{
    // The largest published tokenizer has 34 MB. What is parsed takes a multiple of this.
    private const long MostBytes = 64 << 20;
    private const int DeepestNesting = 32;

    private TokenizerFile(string path, SafeFileHandle handle) : base(path, handle)
    {
    }

    /// <exception cref="TextTokenizerException">It is missing, empty, a folder, or cannot be opened.</exception>
    internal static TokenizerFile Open(string path) =>
        new(path, OpenHandle(path, (problem, e) => new TextTokenizerException(path, problem, e)));

    internal override TextTokenizerException Error(string problem, Exception? inner = null) => new(Path, problem, inner);

    /// <summary>The whole file as text.</summary>
    /// <exception cref="TextTokenizerException">It is too long or no UTF-8.</exception>
    internal string ReadText()
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ReadBytes());
        }
        catch (ArgumentException e)
        {
            throw Error($"this is no text in UTF-8: {e.Message}", e);
        }
    }

    /// <summary>The whole file as a JSON object.</summary>
    /// <param name="read">Reads it; what it returns must not hold on to the JSON.</param>
    /// <exception cref="TextTokenizerException">It is too long, or no object in UTF-8 with every key once.</exception>
    internal T ReadJson<T>(Func<JsonField, T> read)
    {
        try
        {
            var bytes = ReadBytes();
            // JsonDocument would notice invalid UTF-8 only in the texts that are read.
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
            using var document = JsonDocument.Parse(bytes,
                new JsonDocumentOptions { MaxDepth = DeepestNesting, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Error("this is no JSON object. Is it the file of another program?");
            return read(new JsonField(this, "", null, document.RootElement));
        }
        // An escape of half a surrogate pair is found only by who asks for the text.
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw Error($"this is no valid JSON in UTF-8: {ForeignText.Show(e.Message)} " +
                "It is damaged or incomplete: download it again.", e);
        }
    }

    private byte[] ReadBytes() => Length <= MostBytes
        ? Read(0, Length, "the file")
        : throw Error($"the file has {Length} bytes; a tokenizer's has at most {MostBytes}.");
}
