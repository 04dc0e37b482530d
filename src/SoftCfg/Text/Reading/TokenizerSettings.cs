using System.Text.Json;
using SoftCfg.Files;

namespace SoftCfg.Text.Reading;

/// <summary>What tokenizer_config.json and special_tokens_map.json say beside the tokens themselves.</summary>
internal sealed class TokenizerSettings
{
    private (string Content, string Path)? beginning, end;

    /// <summary>The class that reads the tokenizer in the reference; null if none is named.</summary>
    internal string? TokenizerClass { get; private set; }

    /// <summary>Whether a space is put before a text.</summary>
    internal bool AddPrefixSpace { get; private set; }

    /// <summary>The contents of tokens that are named as special.</summary>
    internal HashSet<string> Special { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes over what a file says and no file before it said.</summary>
    internal void Add(JsonField root)
    {
        TokenizerClass ??= root.Find("tokenizer_class")?.Text();
        AddPrefixSpace |= root.IsOn("add_prefix_space");
        beginning ??= Named(root, "bos_token");
        end ??= Named(root, "eos_token");
        foreach (var key in new[] { "bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token" })
        {
            if (Named(root, key) is { } named)
                Special.Add(named.Content);
        }
        if (root.Find("additional_special_tokens") is not { } others)
            return;
        foreach (var other in others.Items())
            Special.Add(ContentOf(other));
    }

    /// <summary>The id that begins a text, if one is named.</summary>
    internal int? BeginningOfText(Func<string, int?> idOf) => IdOf(beginning, "bos_token", idOf);

    /// <summary>The id that ends a text, if one is named.</summary>
    internal int? EndOfText(Func<string, int?> idOf) => IdOf(end, "eos_token", idOf);

    private static int? IdOf((string Content, string Path)? named, string key, Func<string, int?> idOf) => named is not { } token
        ? null
        : idOf(token.Content) ?? throw new TextTokenizerException(token.Path,
            $"{key} is '{ForeignText.Show(token.Content)}', which the tokenizer does not have. Do the files belong together?");

    private static (string Content, string Path)? Named(JsonField root, string key) =>
        root.Find(key) is { } field ? (ContentOf(field), root.File.Path) : null;

    /// <summary>A token is named by its text, or by an object that holds it.</summary>
    private static string ContentOf(JsonField field) =>
        field.Value.ValueKind == JsonValueKind.Object ? field.Get("content").Text() : field.Text();
}
