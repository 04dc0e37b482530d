using SoftCfg.Files;

namespace SoftCfg.Text.Reading;

/// <summary>Reads a tokenizer from the folder of a checkpoint.</summary>
internal static class TokenizerFolder
{
    private const string WholeFile = "tokenizer.json", VocabularyFile = "vocab.json", MergesFile = "merges.txt",
        AddedFile = "added_tokens.json", SettingsFile = "tokenizer_config.json", NamesFile = "special_tokens_map.json";

    /// <summary>Reads a folder, or the tokenizer.json that is given with what stands beside it.</summary>
    internal static TokenizerParts Read(string path)
    {
        var isFolder = Directory.Exists(path);
        // Before anything asks what stands beside it.
        if (!isFolder)
            TokenizerFile.Open(path).Dispose();
        var folder = isFolder ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var whole = isFolder ? Path.Combine(path, WholeFile) : path;
        var settings = new TokenizerSettings();
        ReadIfThere(folder, SettingsFile, settings.Add);
        ReadIfThere(folder, NamesFile, settings.Add);
        var parts = !isFolder || Path.Exists(whole)
            ? ReadJson(whole, TokenizerJson.Read)
            : ReadVocabularyAndMerges(folder, settings);

        var added = new AddedTokenList(parts.Vocabulary.Names);
        added.Add(parts.Added);
        ReadIfThere(folder, SettingsFile, root => AddDecoder(root, added));
        if (!Path.Exists(whole))
            ReadIfThere(folder, AddedFile, root => AddAll(root, added, settings));
        parts = parts with { Added = added.Tokens };
        return parts with
        {
            BeginningOfText = settings.BeginningOfText(added.IdOf),
            EndOfText = settings.EndOfText(added.IdOf),
        };
    }

    private static TokenizerParts ReadVocabularyAndMerges(string folder, TokenizerSettings settings)
    {
        var (vocabulary, merges) = (Path.Combine(folder, VocabularyFile), Path.Combine(folder, MergesFile));
        if (!Path.Exists(vocabulary) || !Path.Exists(merges))
        {
            throw new TextTokenizerException(folder, $"there is no tokenizer in this folder: neither {WholeFile} nor both {VocabularyFile} " +
                $"and {MergesFile}. Download them from where the checkpoint came from.");
        }
        var tokens = ReadJson(vocabulary, VocabularyReader.Tokens);
        using var file = TokenizerFile.Open(merges);
        var pairs = VocabularyReader.Read(tokens, MergesText.Read(file), ignoreMerges: false, file, line => $"line {line}");
        return settings.TokenizerClass switch
        {
            // Nothing else says how texts are cut. What comes without a name is taken for what models for images have.
            null or "Qwen2Tokenizer" or "Qwen2TokenizerFast" => new(vocabulary, pairs, Composes: true, PreTokenizerReader.Qwen2(), []),
            "GPT2Tokenizer" or "GPT2TokenizerFast" =>
                new(vocabulary, pairs, Composes: false, PreTokenizerReader.Gpt2(settings.AddPrefixSpace), []),
            var other => throw new TextTokenizerException(Path.Combine(folder, SettingsFile),
                $"tokenizer_class is '{ForeignText.Show(other)}'; without {WholeFile} only Qwen2Tokenizer and GPT2Tokenizer are known. " +
                $"Download {WholeFile}."),
        };
    }

    private static void AddDecoder(JsonField root, AddedTokenList added)
    {
        foreach (var (id, entry) in root.Find("added_tokens_decoder")?.Properties() ?? [])
            added.Add(entry, id);
    }

    private static void AddAll(JsonField root, AddedTokenList added, TokenizerSettings settings)
    {
        foreach (var (content, entry) in root.Properties())
            added.Add(entry, content, settings.Special.Contains(content));
    }

    private static void ReadIfThere(string folder, string name, Action<JsonField> read)
    {
        var path = Path.Combine(folder, name);
        if (Path.Exists(path))
            ReadJson(path, root => { read(root); return true; });
    }

    private static T ReadJson<T>(string path, Func<JsonField, T> read)
    {
        using var file = TokenizerFile.Open(path);
        return file.ReadJson(read);
    }
}
