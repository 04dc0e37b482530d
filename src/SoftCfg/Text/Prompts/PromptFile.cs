using System.Text;
using SoftCfg.Files;

namespace SoftCfg.Text.Prompts;

/// <summary>
/// Prompts in a file, in UTF-8: one a line, or JSON Lines with settings of their own, such as
/// <c>{"prompt": "a red fox", "width": 512, "height": 512, "seed": 7}</c>. The first line that is not blank decides which; blank
/// lines are passed over.
/// </summary>
public static class PromptFile
{
    private const int MostBytes = 1 << 24;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, of at most 16 MiB.</param>
    /// <returns>Its prompts in order, at least one.</returns>
    /// <exception cref="PromptFileException">It is missing, cannot be read, holds no prompt, or a line is wrong.</exception>
    public static IReadOnlyList<PromptLine> Read(string path)
    {
        var lines = TextOf(path).TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var written = lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).ToList();
        if (written.Count == 0)
            throw new PromptFileException(path, "the file holds no prompt. Write one a line.");
        var isJson = written[0].Item.TrimStart().StartsWith('{');
        return written.ConvertAll(line => isJson
            ? new PromptLineReader(path, line.Index + 1).Read(line.Item)
            : Plain(path, line.Item, line.Index + 1));
    }

    private static PromptLine Plain(string path, string text, int number) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new PromptFileException(path, "the prompt holds a NUL character. Leave it out.", number)
        : new PromptLine(text.Trim(), number);

    private static string TextOf(string path)
    {
        byte[] bytes;
        try
        {
            bytes = RegularFile.ReadAllBytes(path, MostBytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PromptFileException(path, "there is no such file. Check the path.", innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PromptFileException(path, $"the file cannot be read: {e.Message}", innerException: e);
        }
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new PromptFileException(path, "the text is not UTF-8. Save the file in that encoding.",
                1 + bytes.AsSpan(0, Math.Clamp(e.Index, 0, bytes.Length)).Count((byte)'\n'), e);
        }
    }
}
