using System.Text.Json;
using SoftCfg.Files;

namespace SoftCfg.Text.Reading;

/// <summary>Reads tokenizer.json as Hugging Face's tokenizers write it, if it is byte-level BPE.</summary>
internal static class TokenizerJson
{
    internal static TokenizerParts Read(JsonField root)
    {
        var model = root.Get("model");
        EnsureByteLevelPairs(root, model);
        var tokens = VocabularyReader.Tokens(model.Get("vocab"));
        var vocabulary = VocabularyReader.Read(
            tokens, Merges(model), model.IsOn("ignore_merges"), root.File, number => $"model.merges[{number}]");
        var added = new AddedTokenList(tokens);
        foreach (var token in root.Find("added_tokens")?.Items() ?? [])
            added.Add(token);
        return new(root.File.Path, vocabulary, Composes(root.Find("normalizer")), PreTokenizerReader.Read(root), added.Tokens);
    }

    private static void EnsureByteLevelPairs(JsonField root, JsonField model)
    {
        // Files of old releases name no type.
        if (model.Find("type") is { } type && type.Text() != "BPE")
        {
            throw type.Error($"is '{ForeignText.Show(type.Text())}'; only byte-level BPE is supported. " +
                "Is this the tokenizer of a model for images?");
        }
        foreach (var affix in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (model.Find(affix) is { } field && field.Text().Length > 0)
                throw field.Error($"is '{ForeignText.Show(field.Text())}'; byte-level BPE has none.");
        }
        if (model.Find("dropout") is { } dropout && (dropout.Value.ValueKind != JsonValueKind.Number || dropout.Value.GetDouble() != 0))
            throw dropout.Error("is not 0: texts would be encoded differently every time.");
        if (root.Find("decoder") is { } decoder && decoder.Get("type") is var name && name.Text() != "ByteLevel")
            throw name.Error($"is '{ForeignText.Show(name.Text())}', which is not supported; expected ByteLevel.");
    }

    private static bool Composes(JsonField? normalizer)
    {
        if (normalizer is not { } field)
            return false;
        var type = field.Get("type");
        return type.Text() switch
        {
            "NFC" => true,
            "Sequence" => field.Get("normalizers").Items().Aggregate(false, (composes, item) => Composes(item) || composes),
            var other => throw type.Error($"is '{ForeignText.Show(other)}', which is not supported; expected NFC or none."),
        };
    }

    private static IEnumerable<(int, string, string)> Merges(JsonField model)
    {
        var number = 0;
        foreach (var merge in model.Get("merges").Items())
        {
            var pair = merge.Value.ValueKind switch
            {
                JsonValueKind.Array when merge.Value.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String) =>
                    [.. merge.Value.EnumerateArray().Select(part => part.GetString()!)],
                // As files of old releases have it.
                JsonValueKind.String => merge.Text().Split(' '),
                _ => Array.Empty<string>(),
            };
            if (pair.Length != 2)
                throw merge.Error("is no pair of tokens.");
            yield return (number++, pair[0], pair[1]);
        }
    }
}
