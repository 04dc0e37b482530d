namespace SoftCfg.Cli.Tests.Sampling;

/// <summary>The sampling commands of published documents, word for word; launcher and script stand in front.</summary>
internal static class DocumentedCommands
{
    /// <summary>README of SoftCFG. The remark is where the document has it, behind a backslash.</summary>
    public const string SoftCfgAliTok = """
        torchrun --nnodes=1 --nproc_per_node=8 sample_imagenet.py \
          --config configs/alitok_xl.yaml \
          --experiment.output_dir="output/softcfg_alitok_xl" \
          --experiment.generator_checkpoint="weights/alitok_xl.bin" \
          --model.generator.guidance_scale=9 \
          --model.generator.guidance_scale_pow=1.5 \
          --model.generator.softcfg_strength=1 \ # use 0 to ignore softcfg
          --model.generator.step_norm=True
        """;

    /// <summary>README of SoftCFG.</summary>
    public const string SoftCfgRobusTok = """
        torchrun --nnodes=1 --nproc_per_node=8 sample_imagenet_rar.py \
          config=configs/generator/rar.yaml \
          experiment.output_dir="output/softcfg_robus" \
          experiment.generator_checkpoint="weights/rar_b.pt" \
          model.generator.guidance_scale=16.0 \
          model.generator.guidance_scale_pow=2.75 \
          model.generator.softcfg_strength=1 \
          model.generator.step_norm=True
        """;

    /// <summary>README of SoftCFG.</summary>
    public const string SoftCfgLumina = """
        python generate_examples/generate.py \
          --model_path path/to/ckpt \
          --save_path outputs/softcfg_lumina/ \
          --task t2i \
          --cfg 9.0 \
          --temperature 1.0 \
          --top_k 2048 \
          --speculative_jacobi \
          --softcfg_strength 1.0 \
          --softcfg_disable_step_norm false
        """;

    /// <summary>README of AliTok, for a size.</summary>
    public static string AliTok(string size) => $"""
        torchrun --nnodes=1 --nproc_per_node=8  sample_imagenet.py config=configs/alitok_{size}.yaml experiment.output_dir="output/alitok_{size}"  experiment.generator_checkpoint="weights/alitok_{size}.bin"
        """;

    /// <summary>README_RAR of 1d-tokenizer, for a size.</summary>
    public static string Rar(string size, int hidden, int layers, int intermediate, string temperature, string scale, string power) => $"""
        torchrun --nnodes=1 --nproc_per_node=8 --rdzv-endpoint=localhost:9999 sample_imagenet_rar.py config=configs/training/generator/rar.yaml \
            experiment.output_dir="rar_{size}" \
            experiment.generator_checkpoint="rar_{size}.bin" \
            model.generator.hidden_size={hidden} \
            model.generator.num_hidden_layers={layers} \
            model.generator.num_attention_heads=16 \
            model.generator.intermediate_size={intermediate} \
            model.generator.randomize_temperature={temperature} \
            model.generator.guidance_scale={scale} \
            model.generator.guidance_scale_pow={power}
        """;

    /// <summary>README of RobusTok, for a size.</summary>
    public static string RobusTok(string size, int hidden, int layers, int intermediate, string temperature, string scale, string power) => $"""
        torchrun --nnodes=1 --nproc_per_node=8 --rdzv-endpoint=localhost:9999 sample_imagenet_rar.py config=configs/generator/rar.yaml \
            experiment.output_dir="rar_{size}" \
            experiment.generator_checkpoint="rar_{size}.bin" \
            model.vq_ckpt=/path/to/RobustTok.pt \
            model.generator.hidden_size={hidden} \
            model.generator.num_hidden_layers={layers} \
            model.generator.num_attention_heads=16 \
            model.generator.intermediate_size={intermediate} \
            model.generator.randomize_temperature={temperature} \
            model.generator.guidance_scale={scale} \
            model.generator.guidance_scale_pow={power}
        """;

    /// <summary>slurm_test.sh of SoftCFG's RobusTok.</summary>
    public const string RobusTokScript = """
        torchrun --nnodes=1 --nproc_per_node=2 \
          --rdzv-endpoint=localhost:19904 \
          sample_imagenet_rar.py \
          config=configs/generator/rar.yaml \
          experiment.output_dir=output/robus_l_soft_cfg_scale_6.5_pow_1.01 \
          experiment.generator_checkpoint=checkpoints/rar_l.bin \
          model.vq_ckpt=checkpoints/post-train.pt \
          model.generator.guidance_scale=6.5 \
          model.generator.guidance_scale_pow=1.01 \
          model.generator.softcfg_strength=1 \
          model.generator.step_norm=True
        """;

    /// <summary>The words behind the script, as a shell hands them on.</summary>
    /// <param name="document">A command.</param>
    /// <param name="asShell">
    /// Whether a remark behind a backslash ends the command, and leaves a word of one blank, as it does in a shell. Otherwise
    /// the command goes on behind the remark, as whoever wrote it meant.
    /// </param>
    public static string[] Words(string document, bool asShell = false)
    {
        var remark = document.IndexOf("\\ #", StringComparison.Ordinal);
        if (remark >= 0)
        {
            var end = document.IndexOf('\n', remark);
            document = asShell ? document[..remark] : document[..remark] + document[end..];
        }
        var words = document.Replace("\\\n", " ", StringComparison.Ordinal)
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Replace("\"", "", StringComparison.Ordinal))
            .SkipWhile(word => !word.EndsWith(".py", StringComparison.Ordinal)).Skip(1);
        return asShell && remark >= 0 ? [.. words, " "] : [.. words];
    }
}
