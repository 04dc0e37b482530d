using System.Text.RegularExpressions;

namespace SoftCfg.Loading.Configuration;

/// <summary>One <c>key.path=value</c> of a command line, with or without leading dashes; the value is YAML.</summary>
internal sealed partial record ConfigOverride(ConfigOrigin Origin, IReadOnlyList<string> Path, ConfigNode Value)
{
    /// <summary>The key under which command lines name the file itself.</summary>
    internal const string FileKey = "config";

    internal string Key => string.Join('.', Path);

    /// <exception cref="ConfigurationException">It has no key, no <c>=</c>, or its value is no YAML.</exception>
    internal static ConfigOverride Parse(string text)
    {
        var origin = new ConfigOrigin { Override = text };
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            throw new ConfigurationException(origin,
                "expected KEY=VALUE, such as model.generator.guidance_scale=9, without spaces around '='.");
        }
        var key = WithoutDashes(text[..equals]);
        if (!Dotted().IsMatch(key))
        {
            throw new ConfigurationException(origin,
                $"'{key}' is no key; expected names joined by dots, such as model.generator.seed.");
        }
        return new(origin, key.Split('.'), YamlReader.ReadValue(text[(equals + 1)..], origin));
    }

    /// <summary>Whether a word of a command line looks like an override rather than like an option of the tool.</summary>
    internal static bool Matches(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return false;
        var key = WithoutDashes(word[..equals]);
        // With dashes, only what no option of a tool is called like: dots, or the file's own key.
        return Dotted().IsMatch(key) && (word[0] != '-' || key.Contains('.', StringComparison.Ordinal) || key == FileKey);
    }

    /// <summary>The tree with this value in its place; a section is merged into a section.</summary>
    internal ConfigNode.Mapping ApplyTo(ConfigNode.Mapping tree)
    {
        var value = Value;
        foreach (var name in Path.Reverse())
            value = new ConfigNode.Mapping(Origin, new Dictionary<string, ConfigNode>(StringComparer.Ordinal) { [name] = value });
        return Merge(tree, (ConfigNode.Mapping)value);
    }

    private static ConfigNode.Mapping Merge(ConfigNode.Mapping below, ConfigNode.Mapping above)
    {
        var entries = new Dictionary<string, ConfigNode>(below.Entries, StringComparer.Ordinal);
        foreach (var (name, node) in above.Entries)
        {
            entries[name] = node is ConfigNode.Mapping section && entries.GetValueOrDefault(name) is ConfigNode.Mapping old
                ? Merge(old, section)
                : node;
        }
        return new(below.Origin, entries);
    }

    private static string WithoutDashes(string key) =>
        key.StartsWith("--", StringComparison.Ordinal) ? key[2..] : key.StartsWith('-') ? key[1..] : key;

    [GeneratedRegex(@"^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*\z")]
    private static partial Regex Dotted();
}
