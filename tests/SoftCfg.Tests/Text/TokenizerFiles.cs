using System.Text.Json.Nodes;
using SoftCfg.Tests.GoldenHarness;
using SoftCfg.Text;
using SoftCfg.Text.BytePairs;

namespace SoftCfg.Tests.Text;

/// <summary>Files of tokenizers: the golden one, and small ones made as a test needs them.</summary>
internal static class TokenizerFiles
{
    /// <summary>A tokenizer.json of the real kind: 6,000 merges of Qwen2's, and tokens of the kind that prompts need.</summary>
    public static string GoldenFolder { get; } = Path.Combine(GoldenCases.OwnFolder, "text", "tokenizer-small");

    /// <summary>The golden one, read once.</summary>
    public static TextTokenizer Golden { get; } = TextTokenizer.Load(GoldenFolder);

    /// <summary>The texts of its case.</summary>
    public static IReadOnlyList<string> GoldenTexts { get; } =
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(GoldenFolder, "case.json")))!["texts"]!.AsArray().Select(text => (string)text!["text"]!)];

    /// <summary>
    /// Byte-level BPE in JSON: the 256 bytes, each its own id, then what the merges make, from 256 on. No normalizer; each text is
    /// one piece.
    /// </summary>
    public static JsonObject Tiny(params string[] merges)
    {
        var vocabulary = new JsonObject();
        for (var value = 0; value < 256; value++)
            vocabulary[$"{ByteAlphabet.Of((byte)value)}"] = value;
        foreach (var merge in merges)
            vocabulary[merge.Replace(" ", "", StringComparison.Ordinal)] = vocabulary.Count;
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = false },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. merges.Select(merge => JsonValue.Create(merge))]),
            },
        };
    }

    /// <summary>Adds a token with flags such as "lstrip".</summary>
    public static JsonObject Add(this JsonObject tokenizer, int id, string content, params string[] flags)
    {
        var token = new JsonObject { ["id"] = id, ["content"] = content };
        foreach (var flag in flags)
            token[flag] = true;
        tokenizer["added_tokens"]!.AsArray().Add((JsonNode)token);
        return tokenizer;
    }

    /// <summary>Cuts by a pattern before the bytes.</summary>
    public static JsonObject SplitBy(this JsonObject tokenizer, string pattern, string behavior = "Isolated", bool invert = false,
        string kind = "Regex")
    {
        var bytes = tokenizer["pre_tokenizer"]!.DeepClone();
        tokenizer["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "Split",
                    ["pattern"] = new JsonObject { [kind] = pattern },
                    ["behavior"] = behavior,
                    ["invert"] = invert,
                },
                bytes),
        };
        return tokenizer;
    }

    public static string Write(this JsonObject tokenizer, TemporaryFolder folder) => folder.WriteText("tokenizer.json", tokenizer.ToJsonString());

    public static string WriteText(this TemporaryFolder folder, string name, string text) =>
        folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public static TextTokenizer Load(this JsonObject tokenizer)
    {
        using var folder = new TemporaryFolder();
        return TextTokenizer.Load(tokenizer.Write(folder));
    }
}
