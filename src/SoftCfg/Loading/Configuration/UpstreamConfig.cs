using SoftCfg.Families;

namespace SoftCfg.Loading.Configuration;

/// <summary>
/// A published configuration file of a known family, with the overrides of a command line: what the sampling scripts read
/// through OmegaConf.
/// </summary>
public sealed class UpstreamConfig
{
    private static readonly string[] Sections = ["experiment", "model", "model.vq_model", "model.generator"];

    /// <summary>The families whose configurations are read, as people call them.</summary>
    public static IReadOnlyList<string> Families { get; } = ConfigurationFormat.All.Select(format => format.Title).ToList();

    private readonly ConfigValues values;

    private UpstreamConfig(ConfigValues values, ConfigurationFormat format) => (this.values, Format) = (values, format);

    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>
    /// Whose configuration it is, by the name in model.json: <c>alitok</c>, <c>rar</c>, or <c>robustok</c>, which is a RAR with
    /// RobusTok's image tokenizer.
    /// </summary>
    public string Family => Format.Family;

    /// <summary>The generator.</summary>
    public required UpstreamGenerator Generator { get; init; }

    /// <summary>The image tokenizer.</summary>
    public required UpstreamTokenizer Tokenizer { get; init; }

    /// <summary>How to sample.</summary>
    public required UpstreamSampling Sampling { get; init; }

    /// <summary>Keys and whole sections that are there but only matter to training, in the order of the file.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>What the family's configurations mean.</summary>
    internal ConfigurationFormat Format { get; }

    /// <summary>Whether a word of a command line belongs to a configuration: <c>key.path=value</c>, dashes or not.</summary>
    /// <param name="word">The word. With dashes, a key without a dot is left to the options of the tool.</param>
    /// <returns>Whether <see cref="FromArguments"/> takes it.</returns>
    public static bool IsArgument(string word) => ConfigOverride.Matches(word);

    /// <summary>Whether a path is called like a configuration file.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it ends in <c>.yaml</c> or <c>.yml</c>.</returns>
    public static bool IsFile(string path) => path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) ||
        path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads what a command line of the sampling scripts asks for.</summary>
    /// <param name="arguments"><c>config=FILE</c>, of which the last counts, and any overrides.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="ConfigurationException">No file is named, or <see cref="Read"/> refuses it.</exception>
    public static UpstreamConfig FromArguments(IReadOnlyList<string> arguments)
    {
        var parsed = arguments.Select(ConfigOverride.Parse).ToList();
        var named = parsed.FindLast(argument => argument.Key == ConfigOverride.FileKey) ?? throw new ConfigurationException(
            new ConfigOrigin { Override = string.Join(' ', arguments) }, "no file is named; add config=FILE.yaml.");
        return named.Value is ConfigNode.Scalar { IsNull: false, Text: { Length: > 0 } } file
            ? Merged(file.Text, parsed)
            : throw new ConfigurationException(named.Origin, "expected the path of a YAML file.");
    }

    /// <summary>Reads a configuration file.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="overrides">
    /// <c>key.path=value</c>, with or without leading dashes; values are YAML, later ones win. <c>config=</c> is passed over.
    /// </param>
    /// <returns>The configuration.</returns>
    /// <exception cref="ConfigurationException">
    /// The file or an override is damaged, has an unknown key or a value that it must not have, or lacks one that it must
    /// have. The message says where.
    /// </exception>
    public static UpstreamConfig Read(string path, IReadOnlyList<string> overrides) =>
        Merged(path, overrides.Select(ConfigOverride.Parse).ToList());

    private static UpstreamConfig Merged(string path, List<ConfigOverride> overrides)
    {
        var merged = overrides
            .Where(entry => entry.Key != ConfigOverride.FileKey)
            .Aggregate(YamlReader.ReadFile(path), (tree, entry) => entry.ApplyTo(tree));
        var tree = new ConfigTree(merged);
        var file = new ConfigOrigin { File = path };
        var read = new ConfigValues(tree, file);
        foreach (var section in Sections)
            read.EnsureSection(section);
        var format = UpstreamFormat.Of(read, file);
        return new(read, format)
        {
            File = path,
            Ignored = new UpstreamKeys(format).Check(tree),
            Generator = UpstreamGenerator.Read(read, format),
            Tokenizer = UpstreamTokenizer.Read(read, format),
            Sampling = UpstreamSampling.Read(read),
        };
    }

    /// <summary>Where a value was written.</summary>
    /// <param name="key">The dotted key, such as <c>model.generator.guidance_scale</c>.</param>
    /// <returns>The place; null if the configuration does not have the key.</returns>
    public ConfigOrigin? OriginOf(string key) => values.OriginOf(key);

    /// <summary>What to throw when a value is needed that the configuration does not give.</summary>
    /// <param name="key">The dotted key.</param>
    /// <returns>The error: it says whether the key is missing, null or <c>???</c>, and how to give it.</returns>
    public ConfigurationException NotGiven(string key) => values.NotGiven(key);

    /// <summary>What to throw when a value turns out to be unusable, such as the path of a file that is not there.</summary>
    /// <param name="key">The dotted key.</param>
    /// <param name="problem">What is wrong and what was expected; whole sentences.</param>
    /// <returns>The error, with the place where the value was written.</returns>
    public ConfigurationException Error(string key, string problem) =>
        new(OriginOf(key) ?? new ConfigOrigin { File = File }, $"{key}: {problem}");
}
