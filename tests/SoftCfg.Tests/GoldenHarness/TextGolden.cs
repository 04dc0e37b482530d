using System.Text.Json;
using SoftCfg.Text;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Ids and texts of a tokenizer, as Hugging Face's tokenizers have them.</summary>
internal static class TextGolden
{
    /// <summary>Names a tokenizer.json that is too large to stand beside its case; eng/qwen3-tokenizer.sh fetches it.</summary>
    public const string TokenizerVariable = "SOFTCFG_QWEN3_TOKENIZER";

    /// <summary>The file that the variable names; null when it is not set.</summary>
    public static string? NamedTokenizer =>
        Environment.GetEnvironmentVariable(TokenizerVariable) is { Length: > 0 } path ? path : null;

    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        if (!golden.Json.TryGetProperty("texts", out var texts))
            throw new NotSupportedException($"case \"{golden.Json.GetProperty("case")}\" of family text is not supported yet");
        // What stands behind the name of the file says where it came from.
        var beside = Path.Combine(golden.Folder, golden.Json.GetProperty("tokenizer").GetString()!.Split(' ')[0]);
        if ((File.Exists(beside) ? beside : NamedTokenizer) is not { } path)
        {
            errors.NotGiven = $"nothing to check: {TokenizerVariable} names no tokenizer.json";
            return;
        }
        var tokenizer = TextTokenizer.Load(path);
        var number = 0;
        foreach (var text in texts.EnumerateArray())
        {
            var ids = text.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            // The reference finds special tokens in any text.
            errors.Compare($"ids of text {number}", tokenizer.Encode(text.GetProperty("text").GetString()!, allowSpecialTokens: true), ids);
            errors.Compare($"decoded text {number}", [.. tokenizer.Decode(ids)], Characters(text.GetProperty("decoded")));
            number++;
        }
    }

    private static char[] Characters(JsonElement text) => [.. text.GetString()!];
}
