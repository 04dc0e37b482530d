using SoftCfg.Loading.Configuration;

namespace SoftCfg.Tests.Loading.Configuration;

/// <summary>Configuration files with the keys of the published ones.</summary>
internal static class ConfigFiles
{
    internal const string AliTok = """
        experiment:
            project: "generation"
            name: "tiny"
            max_train_examples: 1_281_167
            resume: False
        model:
            vq_model:
                codebook_size: 4096
                token_size: 32
                num_latent_tokens: 273
            generator:
                hidden_size: 1280
                num_hidden_layers: 32
                num_attention_heads: 16
                dropout: 0.1
                tok_dropout: 0.1
                image_seq_len: 273  # 17 of prefix, 16 x 16 of grid
                condition_num_classes: 1000

                randomize_temperature: 1.0
                guidance_scale: 13.0
                guidance_scale_pow: 1.4
                softcfg_strength: 0
                step_norm: False
                seed: 2
        dataset:
            params:
                shards: "train-{0000..0252}.tar"
        optimizer:
            params:
                learning_rate: 4e-4
        lr_scheduler:
            params:
                learning_rate: ${optimizer.params.learning_rate}
                warmup_steps: 62_500
        training:
            seed: 42
        """;

    internal const string Rar = """
        experiment:
            name: "rar-b"
        model:
            vq_model:
                codebook_size: 1024
                token_size: 256
                num_latent_tokens: 256
                finetune_decoder: False
                pretrained_tokenizer_weight: "maskgit-vqgan-imagenet-f16-256.bin"
            generator:
                hidden_size: 768
                num_hidden_layers: 24
                num_attention_heads: 16
                intermediate_size: 3072
                image_seq_len: 256
                condition_num_classes: 1000
                randomize_temperature: 1.0
                guidance_scale: 16.0
                guidance_scale_pow: 2.75
                randomness_anneal_start: 125000
        """;

    internal const string RobusTok = """
        model:
            vq_ckpt: weights/robustok.pt
            ema: true
            vq_model:
                codebook_size: 4096
                codebook_embed_dim: 64
                codebook_l2_norm: true
                v_patch_nums: [16]
                enc_type: dinov2
                dec_type: dinov2
                semantic_guide: dinov2
                detail_guide: none
                num_latent_tokens: 256
                encoder_model: vit_base_patch14_dinov2.lvd142m
                decoder_model: vit_base_patch14_dinov2.lvd142m
                abs_pos_embed: true
                product_quant: 1
                lfq: false
            generator:
                hidden_size: 1024
                num_hidden_layers: 24
                num_attention_heads: 16
                intermediate_size: 4096
                image_seq_len: 256
                condition_num_classes: 1000
                guidance_scale: 6.75
                step_norm: True
        """;

    /// <summary>Reads a text as the file <c>config.yaml</c> of a folder of its own.</summary>
    internal static UpstreamConfig Read(string yaml, params string[] overrides)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("config.yaml");
        File.WriteAllText(file, yaml);
        return UpstreamConfig.Read(file, overrides);
    }

    /// <summary>The message that a text is refused with, its file called <c>FILE</c>.</summary>
    internal static string Refusal(string yaml, params string[] overrides)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("config.yaml");
        File.WriteAllText(file, yaml);
        return Assert.Throws<ConfigurationException>(() => UpstreamConfig.Read(file, overrides)).Message
            .Replace(file, "FILE", StringComparison.Ordinal);
    }

    /// <summary>The AliTok file with one line replaced.</summary>
    internal static string AliTokWith(string key, string line)
    {
        var lines = AliTok.Split('\n');
        var at = Array.FindIndex(lines, text => text.TrimStart().StartsWith($"{key}:", StringComparison.Ordinal));
        lines[at] = lines[at][..^lines[at].TrimStart().Length] + line;
        return string.Join('\n', lines);
    }
}
