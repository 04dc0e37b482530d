namespace SoftCfg.Loading.Configuration;

/// <summary>
/// A configuration file of AliTok, RAR or RobusTok as published, with the overrides of a command line: what the sampling
/// scripts read through OmegaConf.
/// </summary>
public sealed class UpstreamConfig
{
    /// <summary>The largest size of anything in a model.</summary>
    internal const int LargestSize = 1 << 20;

    private const string AliTokMark = "model.generator.tok_dropout";
    private const string RarMark = "model.generator.intermediate_size";

    private static readonly string[] Sections = ["experiment", "model", "model.vq_model", "model.generator"];

    private static readonly string[] RobusTokMarks =
        ["model.vq_ckpt", "model.ema", "model.vq_model.codebook_embed_dim", "model.vq_model.enc_type"];

    private readonly ConfigValues values;

    private UpstreamConfig(ConfigValues values) => this.values = values;

    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>Whose configuration it is.</summary>
    public required UpstreamFamily Family { get; init; }

    /// <summary>The generator.</summary>
    public required UpstreamGenerator Generator { get; init; }

    /// <summary>The image tokenizer.</summary>
    public required UpstreamTokenizer Tokenizer { get; init; }

    /// <summary>How to sample.</summary>
    public required UpstreamSampling Sampling { get; init; }

    /// <summary>Keys and whole sections that are there but only matter to training, in the order of the file.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>Whether a word of a command line belongs to a configuration: <c>key.path=value</c>, dashes or not.</summary>
    /// <param name="word">The word. With dashes, a key without a dot is left to the options of the tool.</param>
    /// <returns>Whether <see cref="FromArguments"/> takes it.</returns>
    public static bool IsArgument(string word) => ConfigOverride.Matches(word);

    /// <summary>Reads what a command line of the sampling scripts asks for.</summary>
    /// <param name="arguments"><c>config=FILE</c>, of which the last counts, and any overrides.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="ConfigurationException">No file is named, or <see cref="Read"/> refuses it.</exception>
    public static UpstreamConfig FromArguments(IReadOnlyList<string> arguments)
    {
        var parsed = arguments.Select(ConfigOverride.Parse).ToList();
        var named = parsed.FindLast(argument => argument.Key == ConfigOverride.FileKey) ?? throw new ConfigurationException(
            new ConfigOrigin { Override = string.Join(' ', arguments) }, "no file is named; add config=FILE.yaml.");
        return named.Value is ConfigNode.Scalar { IsNull: false, Text.Length: > 0 } file
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
        var family = FamilyOf(read, file);
        return new(read)
        {
            File = path,
            Family = family,
            Ignored = UpstreamKeys.Of(family).Check(tree),
            Generator = UpstreamGenerator.Read(read, family),
            Tokenizer = UpstreamTokenizer.Read(read, family),
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

    private static UpstreamFamily FamilyOf(ConfigValues read, ConfigOrigin file)
    {
        if (read.Has(RarMark) && read.Has(AliTokMark))
        {
            throw new ConfigurationException(read.OriginOf(RarMark)!,
                $"{RarMark} makes this a RAR configuration, but {AliTokMark} ({read.OriginOf(AliTokMark)}) an AliTok one; " +
                "leave one of them out.");
        }
        if (read.Has(RarMark))
            return RobusTokMarks.Any(read.Has) ? UpstreamFamily.RobusTok : UpstreamFamily.Rar;
        if (read.Has(AliTokMark))
            return UpstreamFamily.AliTok;
        throw new ConfigurationException(file,
            $"this is neither a RAR configuration, which has {RarMark}, nor an AliTok one, which has {AliTokMark}.");
    }
}
