using System.Text.RegularExpressions;
using SoftCfg.Files;
using SoftCfg.Text.Splitting;

namespace SoftCfg.Text.Reading;

/// <summary>How a tokenizer file cuts texts: <c>pre_tokenizer</c>, as far as byte-level BPE needs it.</summary>
/// <remarks>Source: Hugging Face tokenizers, <c>pre_tokenizers</c>.</remarks>
internal static class PreTokenizerReader
{
    private const string Key = "pre_tokenizer";

    // Each is compiled, and each goes over the whole text. Known tokenizers have up to five.
    private const int MostSteps = 16;

    // What ByteLevel cuts by unless it is told not to.
    private const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string Qwen2Pattern = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|" +
        @"\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>GPT-2's, for a folder without tokenizer.json.</summary>
    internal static PreTokenizer Gpt2(bool addPrefixSpace) => new([Isolated(Gpt2Pattern)], 0, addPrefixSpace);

    /// <summary>Qwen2's, for a folder without tokenizer.json.</summary>
    internal static PreTokenizer Qwen2() => new([Isolated(Qwen2Pattern)], 0, addPrefixSpace: false);

    /// <summary>Reads what tokenizer.json says.</summary>
    internal static PreTokenizer Read(JsonField root)
    {
        var steps = Flat(root.Get(Key)).ToList();
        if (steps.Count > MostSteps)
            throw root.Error($"{Key} has {steps.Count} steps; expected at most {MostSteps}.");
        var patterns = steps.SkipLast(1).Select(Pattern).ToList();
        var last = steps.Count > 0 ? steps[^1] : throw root.Error($"{Key} is an empty sequence; expected ByteLevel.");
        if (Type(last) != "ByteLevel")
            throw last.Error($"is of type '{ForeignText.Show(Type(last))}'; expected ByteLevel last, for only byte-level BPE is supported.");
        var before = patterns.Count;
        if (last.Find("use_regex")?.Switch() ?? true)
            patterns.Add(Isolated(Gpt2Pattern));
        return new(patterns, before, last.Find("add_prefix_space")?.Switch() ?? true);
    }

    private static IEnumerable<JsonField> Flat(JsonField step) =>
        Type(step) == "Sequence" ? step.Get("pretokenizers").Items().SelectMany(Flat) : [step];

    private static string Type(JsonField step) => step.Get("type").Text();

    private static SplitPattern Pattern(JsonField step)
    {
        if (Type(step) != "Split")
        {
            throw step.Error($"is of type '{ForeignText.Show(Type(step))}', which is not supported; expected Split, and ByteLevel last. " +
                "Is this the tokenizer of a model for images?");
        }
        var inverted = step.IsOn("invert");
        var behavior = step.Get("behavior");
        var drops = behavior.Text() switch
        {
            "Isolated" => false,
            "Removed" => true,
            var other => throw behavior.Error($"is '{ForeignText.Show(other)}', which is not supported; expected Isolated or Removed."),
        };
        var pattern = step.Get("pattern");
        var expression = pattern.Find("Regex") ?? pattern.Find("String") ?? throw pattern.Error("has neither 'Regex' nor 'String'.");
        try
        {
            var translated = pattern.Find("Regex") is null
                ? Regex.Escape(expression.Text()) : PatternTranslator.Translate(expression.Text());
            return new(translated, drops && !inverted, drops && inverted);
        }
        catch (Exception e) when (e is PatternException or ArgumentException)
        {
            throw expression.Error($"is a pattern that cannot be used: {ForeignText.Show(e.Message)}.");
        }
    }

    private static SplitPattern Isolated(string pattern) =>
        new(PatternTranslator.Translate(pattern), dropMatches: false, dropOthers: false);
}
