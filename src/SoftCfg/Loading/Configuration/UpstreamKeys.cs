using SoftCfg.Options;

namespace SoftCfg.Loading.Configuration;

/// <summary>
/// The keys of every family's configuration files: those that decide samples, and those that only training looks at.
/// A name that ends in <c>.*</c> stands for a whole section.
/// </summary>
internal sealed record UpstreamKeys(string Title, IReadOnlyList<string> Used, IReadOnlyList<string> Training)
{
    private static readonly string[] Shared =
    [
        "experiment.generator_checkpoint", "experiment.output_dir",
        "model.vq_model.codebook_size", "model.vq_model.num_latent_tokens",
        "model.generator.hidden_size", "model.generator.num_hidden_layers", "model.generator.num_attention_heads",
        "model.generator.image_seq_len", "model.generator.condition_num_classes",
        "model.generator.seed", .. UpstreamSampling.Keys,
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

    private static readonly UpstreamKeys AliTok = new("AliTok",
        [.. Shared, "experiment.tokenizer_checkpoint", "model.vq_model.token_size"],
        [.. SharedTraining, "model.generator.tok_dropout"]);

    private static readonly UpstreamKeys Rar = new("RAR",
        [
            .. Shared, "model.generator.intermediate_size", "model.vq_model.token_size",
            "model.vq_model.pretrained_tokenizer_weight", "model.pretrained_tokenizer_weight",
        ],
        [
            .. SharedTraining, "model.generator.randomness_anneal_start", "model.generator.randomness_anneal_end",
            "model.vq_model.finetune_decoder",
        ]);

    private static readonly UpstreamKeys RobusTok = new("RobusTok",
        [
            .. Shared, "model.generator.intermediate_size", "model.vq_ckpt", "model.ema",
            "model.vq_model.codebook_embed_dim", "model.vq_model.codebook_l2_norm", "model.vq_model.v_patch_nums",
            "model.vq_model.enc_type", "model.vq_model.dec_type", "model.vq_model.encoder_model",
            "model.vq_model.decoder_model", "model.vq_model.abs_pos_embed", "model.vq_model.product_quant",
            "model.vq_model.lfq",
        ],
        [
            .. SharedTraining, "model.generator.randomness_anneal_start", "model.generator.randomness_anneal_end",
            // The script insists on one of these two, and loads model.vq_ckpt.
            "model.pretrained_tokenizer_weight", "model.vq_model.pretrained_tokenizer_weight",
            "model.vq_model.clip_norm", "model.vq_model.codebook_drop", "model.vq_model.codebook_show_usage",
            "model.vq_model.commit_loss_beta", "model.vq_model.decoder_ch_mult", "model.vq_model.dependency_loss_weight",
            "model.vq_model.detail_guide", "model.vq_model.detail_loss_scale", "model.vq_model.detail_loss_weight",
            "model.vq_model.dropout_p", "model.vq_model.encoder_ch_mult", "model.vq_model.entropy_loss_ratio",
            "model.vq_model.guide_type_1", "model.vq_model.guide_type_2", "model.vq_model.half_sem",
            "model.vq_model.scale", "model.vq_model.sem_loss_scale", "model.vq_model.sem_loss_weight",
            "model.vq_model.semantic_guide", "model.vq_model.share_quant_resi", "model.vq_model.soft_entropy",
            "model.vq_model.start_drop", "model.vq_model.test_model", "model.vq_model.z_channels",
        ]);

    internal static UpstreamKeys Of(UpstreamFamily family) => family switch
    {
        UpstreamFamily.AliTok => AliTok,
        UpstreamFamily.Rar => Rar,
        _ => RobusTok,
    };

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
            if (Has(Training, key) || Has(Training, $"{key}.*"))
                ignored.Add(key);
            else if (Used.Concat(Training).Any(known => known.StartsWith($"{key}.", StringComparison.Ordinal)))
                CheckSection(tree, node, key, ignored);
            else if (!Has(Used, key))
                throw new ConfigurationException(node.Origin, $"'{key}' is no key of {Title} configurations{Suggest(key)}");
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
        var known = Used.Concat(Training).SelectMany(Prefixes).Distinct(StringComparer.Ordinal).ToList();
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
