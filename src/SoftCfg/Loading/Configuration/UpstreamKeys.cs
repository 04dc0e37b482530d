using SoftCfg.Families;
using SoftCfg.Options;

namespace SoftCfg.Loading.Configuration;

/// <summary>
/// The keys of a family's configuration files: those that decide samples, and those that only training looks at.
/// A name that ends in <c>.*</c> stands for a whole section.
/// </summary>
internal sealed class UpstreamKeys
{
    private static readonly string[] Shared =
    [
        "experiment.generator_checkpoint", "experiment.output_dir",
        "model.vq_model.num_latent_tokens", "model.generator.seed", .. UpstreamSampling.Keys,
    ];

    private static readonly string[] SharedTraining =
    [
        "experiment.project", "experiment.name", "experiment.max_train_examples", "experiment.save_every",
        "experiment.eval_every", "experiment.generate_every", "experiment.log_every", "experiment.log_grad_norm_every",
        "experiment.resume", "experiment.init_weight",
        "model.generator.dropout", "model.generator.attn_drop", "model.generator.class_label_dropout",
        "model.generator.use_checkpoint",
        "dataset.*", "losses.*", "lr_scheduler.*", "optimizer.*", "training.*",
    ];

    private readonly string title;
    private readonly IReadOnlyList<string> used;
    private readonly IReadOnlyList<string> training;

    /// <summary>The keys of a family: its own, and those that all sampling scripts share.</summary>
    internal UpstreamKeys(ConfigurationFormat format)
    {
        title = format.Title;
        used =
        [
            .. Shared, .. format.GeneratorKeys.Select(key => key.Key), .. format.TokenizerCheckpointKeys,
            .. format.TokenizerKeys.Select(key => key.Key), .. format.OtherKeys,
        ];
        training = [.. SharedTraining, .. format.TrainingKeys];
    }

    /// <summary>Refuses keys that mean nothing to this family.</summary>
    /// <returns>The keys and sections that are there and that sampling does not look at.</returns>
    internal IReadOnlyList<string> Check(ConfigTree tree)
    {
        var ignored = new List<string>();
        Check(tree, tree.Root, "", ignored);
        return ignored;
    }

    private void Check(ConfigTree tree, ConfigNode.Mapping section, string prefix, List<string> ignored)
    {
        foreach (var (name, node) in section.Entries)
        {
            var key = prefix + name;
            if (Has(training, key) || Has(training, $"{key}.*"))
                ignored.Add(key);
            else if (used.Concat(training).Any(known => known.StartsWith($"{key}.", StringComparison.Ordinal)))
                CheckSection(tree, node, key, ignored);
            else if (!Has(used, key))
                throw new ConfigurationException(node.Origin, $"'{key}' is no key of {title} configurations{Suggest(key)}");
        }
    }

    private void CheckSection(ConfigTree tree, ConfigNode node, string key, List<string> ignored)
    {
        if (tree.Resolve(node) is ConfigNode.Mapping inner)
            Check(tree, inner, $"{key}.", ignored);
    }

    private static bool Has(IReadOnlyList<string> keys, string key) => keys.Contains(key, StringComparer.Ordinal);

    /// <summary>The same name in another section, or the nearest name in the same one.</summary>
    private string Suggest(string key)
    {
        var known = used.Concat(training).SelectMany(Prefixes).Distinct(StringComparer.Ordinal).ToList();
        var name = key[(key.LastIndexOf('.') + 1)..];
        var section = key[..^name.Length];
        var moved = known.Find(other => other.EndsWith($".{name}", StringComparison.Ordinal));
        if (moved is not null)
            return $"; did you mean '{moved}'?";
        var siblings = known
            .Where(other => other.StartsWith(section, StringComparison.Ordinal) &&
                !other[section.Length..].Contains('.', StringComparison.Ordinal))
            .Select(other => other[section.Length..]);
        return Suggestion.Nearest(name, siblings) is [var nearest, ..] ? $"; did you mean '{section}{nearest}'?" : ".";
    }

    /// <summary>A key and the sections it stands in.</summary>
    private static IEnumerable<string> Prefixes(string key)
    {
        var names = key.Split('.');
        return Enumerable.Range(1, names[^1] == "*" ? names.Length - 1 : names.Length)
            .Select(count => string.Join('.', names.Take(count)));
    }
}
