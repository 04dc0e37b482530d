using System.Text;

namespace SoftCfg.Loading.Configuration;

/// <summary>
/// Values by dotted key, with <c>${a.b.c}</c> replaced by what it refers to: as a whole value it is that value, within
/// a text it is that value's text.
/// </summary>
internal sealed class ConfigTree(ConfigNode.Mapping root)
{
    // Texts that double at every step would take for ever, or all memory.
    private const int MostReplacements = 1000;
    private const int LongestText = 1 << 16;

    private readonly List<string> open = [];
    private int replacements;

    internal ConfigNode.Mapping Root => root;

    /// <summary>The value of a dotted key; null if there is none.</summary>
    /// <exception cref="ConfigurationException">An interpolation on the way cannot be replaced.</exception>
    internal ConfigNode? Find(string key)
    {
        replacements = 0;
        open.Clear();
        return Lookup(key);
    }

    /// <summary>A value itself, or what it refers to.</summary>
    /// <exception cref="ConfigurationException">An interpolation cannot be replaced.</exception>
    internal ConfigNode Resolve(ConfigNode node)
    {
        replacements = 0;
        open.Clear();
        return Replaced(node);
    }

    private ConfigNode? Lookup(string key)
    {
        ConfigNode node = root;
        foreach (var name in key.Split('.'))
        {
            if (node is not ConfigNode.Mapping section || !section.Entries.TryGetValue(name, out var entry))
                return null;
            node = Replaced(entry);
        }
        return node;
    }

    private ConfigNode Replaced(ConfigNode node)
    {
        if (node is not ConfigNode.Scalar scalar || !scalar.Text.Contains("${", StringComparison.Ordinal))
            return node;
        var text = scalar.Text;
        if (text.Length > LongestText)
            throw new ConfigurationException(scalar.Origin, $"a text with interpolations is longer than {LongestText} letters.");
        if (text.StartsWith("${", StringComparison.Ordinal) && Close(scalar, 0) == text.Length - 1)
            return Referred(scalar, 0);
        return new ConfigNode.Scalar(scalar.Origin, Expand(scalar, text), IsPlain: false);
    }

    /// <summary>A text with every interpolation in it replaced.</summary>
    private string Expand(ConfigNode.Scalar scalar, string text)
    {
        var part = scalar with { Text = text };
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (string.CompareOrdinal(text, i, @"\${", 0, 3) == 0)
            {
                result.Append("${");
                i += 2;
            }
            else if (string.CompareOrdinal(text, i, "${", 0, 2) == 0)
            {
                result.Append(TextOf(Referred(part, i), scalar));
                i = Close(part, i);
            }
            else
            {
                result.Append(text[i]);
            }
            if (result.Length > LongestText)
                throw new ConfigurationException(scalar.Origin, $"the text becomes longer than {LongestText} letters.");
        }
        return result.ToString();
    }

    private static string TextOf(ConfigNode value, ConfigNode.Scalar scalar) => value is ConfigNode.Scalar found
        ? found.Text
        : throw new ConfigurationException(scalar.Origin, $"'{scalar.Text}' puts a section or a list into a text.");

    /// <summary>What the interpolation at a place of a text refers to.</summary>
    private ConfigNode Referred(ConfigNode.Scalar scalar, int start)
    {
        var written = scalar.Text[(start + 2)..Close(scalar, start)];
        if (++replacements > MostReplacements)
            throw new ConfigurationException(scalar.Origin, $"the value needs more than {MostReplacements} interpolations.");
        var key = Expand(scalar, written).Trim();
        EnsureKey(scalar, key);
        if (open.Contains(key))
        {
            throw new ConfigurationException(scalar.Origin,
                $"interpolations run in a circle: {string.Join(" -> ", open.SkipWhile(other => other != key))} -> {key}.");
        }
        open.Add(key);
        var value = Lookup(key) ?? throw new ConfigurationException(scalar.Origin,
            $"'${{{key}}}' refers to a key that the configuration does not have.");
        if (value is ConfigNode.Scalar { Text: ConfigValues.Missing })
        {
            throw new ConfigurationException(value.Origin,
                $"{key} is '{ConfigValues.Missing}', a value to be given: add {key}=VALUE to the command line.");
        }
        open.RemoveAt(open.Count - 1);
        return value;
    }

    private static void EnsureKey(ConfigNode.Scalar scalar, string key)
    {
        if (key.Contains(':', StringComparison.Ordinal))
        {
            throw new ConfigurationException(scalar.Origin,
                $"the resolver in '${{{key}}}' is refused: a configuration reads no environment and runs nothing. " +
                "Write the value.");
        }
        if (key.StartsWith('.'))
            throw new ConfigurationException(scalar.Origin, $"'${{{key}}}' is relative; write the whole key.");
        if (key.Length == 0 || key.Split('.').Any(name => name.Length == 0))
            throw new ConfigurationException(scalar.Origin, $"'${{{key}}}' names no key; expected names joined by dots.");
    }

    /// <summary>Where the brace opened by <c>${</c> closes, others within counted.</summary>
    private static int Close(ConfigNode.Scalar scalar, int start)
    {
        var depth = 0;
        for (var i = start + 1; i < scalar.Text.Length; i++)
        {
            depth += scalar.Text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return i;
        }
        throw new ConfigurationException(scalar.Origin, $"'{scalar.Text}' opens '${{' and does not close it.");
    }
}
