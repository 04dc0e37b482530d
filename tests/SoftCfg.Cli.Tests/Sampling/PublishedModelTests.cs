namespace SoftCfg.Cli.Tests.Sampling;

/// <summary>Sampling from checkpoints and configuration files as they are published.</summary>
public class PublishedModelTests
{
    private static string Generator => Path.Combine(Run.Model, "generator.safetensors");

    private static string Tokenizer => Path.Combine(Run.Model, "tokenizer.safetensors");

    [Fact]
    public void A_generator_s_checkpoint_needs_no_family()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Generator, folder.File("rar.bin"));
        File.Copy(Tokenizer, folder.File("vq.bin"));
        string[] settings = ["--guidance", "softcfg", "--count", "3", "--scale", "4", "--strength", "1", "--temperature", "1"];
        Run.In(folder, ["sample", "--model", "rar.bin", "--threads", "1", .. settings]).Succeeded();
        // The same images as through model.json: what was recognised is what was described.
        Run.Sample(folder, [.. settings, "--output", "described"]).Succeeded();
        Assert.Equal("RAR of 3 layers, 64 channels", PngFile.Text(folder.Bytes("samples/000002.png"))["softcfg.model"]);
        Assert.Equal(PngFile.Pixels(folder.Bytes("described/000002.png")), PngFile.Pixels(folder.Bytes("samples/000002.png")));
    }

    [Fact]
    public void The_image_tokenizer_may_be_elsewhere()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Generator, folder.File("rar.bin"));
        Run.In(folder, "sample", "--model", "rar.bin").Refused("the image tokenizer of those tokens is not beside it.");
        Run.In(folder, "sample", "--model", "rar.bin", "--tokenizer", Tokenizer, "--guidance", "none", "--count", "1",
            "--threads", "1").Succeeded();
        Run.In(folder, "sample", "--model", Run.Model, "--tokenizer", Tokenizer)
            .Refused("the folder's model.json names its image tokenizer; give no other.");
    }

    [Fact]
    public void The_paper_s_weights_are_one_option()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--paper", "--guidance", "softcfg", "--count", "2").Succeeded();
        var text = PngFile.Text(folder.Bytes("samples/000001.png"));
        Assert.Equal(("maximum", "paper", "0"),
            (text["softcfg.guidance.confidence"], text["softcfg.guidance.alignment"], text["softcfg.guidance.minimum-weight"]));
        Run.Sample(folder, "--paper", "--guidance", "cfg").Refused("--paper belongs to SoftCFG, but the guidance is cfg.");
    }

    [Fact]
    public void A_published_command_works_with_another_first_word()
    {
        using var folder = Configured();
        var result = Run.In(folder, "sample", "config=configs/rar.yaml", "experiment.output_dir=out/rar",
            "experiment.generator_checkpoint=rar.bin", "model.generator.guidance_scale=9",
            "--model.generator.step_norm=True", "--model.generator.softcfg_strength=1", "--count", "4", "--threads", "1").Succeeded();

        Assert.Contains("4 images (SoftCFG)", result.Output);
        Assert.Equal("softcfg: configs/rar.yaml: experiment.resume, optimizer, lr_scheduler only matter to training and are ignored.",
            Assert.Single(result.ErrorLines, line => line.Contains("training", StringComparison.Ordinal)));
        Assert.Contains("out/rar.npz", folder.Files);
        var text = PngFile.Text(folder.Bytes("out/rar/000003.png"));
        Assert.Equal(("9", "2.75", "1", "42"), (text["softcfg.guidance.scale"], text["softcfg.guidance.scale-power"],
            text["softcfg.guidance.strength"], text["softcfg.seed"]));
    }

    [Fact]
    public void The_command_of_the_official_release_works_with_another_first_word()
    {
        using var folder = Configured();
        // Its remark behind a backslash makes the shell hand on a blank, and leave the last line out.
        var result = Run.In(folder, "sample", "--config", "configs/rar.yaml", "--experiment.output_dir=out/softcfg",
            "--experiment.generator_checkpoint=rar.bin", "--model.generator.guidance_scale=9", "--model.generator.guidance_scale_pow=1.5",
            "--model.generator.softcfg_strength=1", " ", "--count", "2", "--threads", "1").Succeeded();
        const string Formula = "guided = uncond + s(t) (cond - uncond), s from 1 to 9, cosine power 1.5";
        const string Weights = "uncond sees values times w(j) = max(0.05, 1 - c(j) / (sum of c + 1E-05)), c(j) the largest probability behind token j";
        Assert.Contains($"formula softcfg: {Formula}\n", result.Output);
        Assert.Contains($"formula softcfg: {Weights}\n", result.Output);
        Assert.Contains($"softcfg: SoftCFG: {Formula}", result.ErrorLines);
        Assert.Contains("out/softcfg.npz", folder.Files);
        var text = PngFile.Text(folder.Bytes("out/softcfg/000001.png"));
        Assert.Equal(("softcfg", "9", "1.5"), (text["softcfg.guidance"], text["softcfg.guidance.scale"], text["softcfg.guidance.scale-power"]));
    }

    [Fact]
    public void Published_settings_are_one_option()
    {
        using var folder = new TemporaryFolder();
        var result = Run.Sample(folder, "--preset", "rar-xl-cfg", "--count", "1", "--json").Succeeded();
        Assert.Contains("\"guided = uncond + s(t) (cond - uncond), s from 1 to 6.9, cosine power 1.5\"", result.Output);
        Assert.Contains(result.ErrorLines, line => line.Contains("was published for RAR-XL; the model is tiny.", StringComparison.Ordinal));
        var text = PngFile.Text(folder.Bytes("samples/000000.png"));
        Assert.Equal(("cfg", "6.9", "1.02"), (text["softcfg.guidance"], text["softcfg.guidance.scale"], text["softcfg.sampling.temperature"]));
    }

    [Fact]
    public void Options_win_over_the_configuration()
    {
        using var folder = Configured();
        var result = Run.In(folder, "sample", "config=configs/rar.yaml", "experiment.generator_checkpoint=rar.bin",
            "--guidance", "softcfg", "--seed", "7", "--scale", "3", "--output", "mine", "--count", "1", "--threads", "1").Succeeded();
        Assert.Contains(result.ErrorLines, line => line.Contains("SoftCFG at strength 0 is plain CFG", StringComparison.Ordinal));
        var text = PngFile.Text(folder.Bytes("mine/000000.png"));
        Assert.Equal(("3", "7"), (text["softcfg.guidance.scale"], text["softcfg.seed"]));
    }

    [Theory]
    [InlineData("model.generator.hiden_size=3", "'model.generator.hiden_size' is no key of RAR configurations; did you mean 'model.generator.hidden_size'?")]
    [InlineData("model.generator.guidance_scale=high", "guidance_scale")]
    [InlineData("model.generator.hidden_size=128", "hidden_size is 64 instead of 128")]
    [InlineData("model.vq_model.codebook_size=1024", "they do not belong together")]
    [InlineData("experiment.generator_checkpoint=none.bin", "none.bin: there is no such file; experiment.generator_checkpoint asks for it.")]
    [InlineData("config=nowhere.yaml", "nowhere.yaml: there is no such file.")]
    public void What_is_wrong_with_a_configuration_is_said_in_a_line(string argument, string message)
    {
        using var folder = Configured();
        var result = Run.In(folder, "sample", "config=configs/rar.yaml", "experiment.generator_checkpoint=rar.bin", argument,
            "--count", "1", "--threads", "1");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_and_a_configuration_exclude_each_other()
    {
        using var folder = Configured();
        Run.In(folder, "sample", "config=configs/rar.yaml", "--model", "rar.bin").Refused("--model and config= exclude each other");
        Run.In(folder, "sample", "rar.bin").Refused("'rar.bin' is not understood.");
    }

    [Fact]
    public void A_file_missing_from_the_hub_s_cache_says_how_to_fetch_it()
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "sample", "--model", "hf:nobody/Nothing:rar_b.bin")
            .Refused("Fetch it with `hf download nobody/Nothing rar_b.bin`.");
    }

    /// <summary>A folder with a tiny RAR, its image tokenizer and a configuration with the published keys.</summary>
    private static TemporaryFolder Configured()
    {
        var folder = new TemporaryFolder();
        File.Copy(Generator, folder.File("rar.bin"));
        File.Copy(Tokenizer, folder.File("vq.bin"));
        Directory.CreateDirectory(folder.File("configs"));
        File.WriteAllText(folder.File("configs/rar.yaml"), """
            experiment:
                resume: True
            model:
                vq_model:
                    codebook_size: 32
                    num_latent_tokens: 16
                    pretrained_tokenizer_weight: "vq.bin"
                generator:
                    hidden_size: 64
                    num_hidden_layers: 3
                    num_attention_heads: 4
                    intermediate_size: 128
                    image_seq_len: 16
                    condition_num_classes: 10
                    randomize_temperature: 1.0
                    guidance_scale: 16.0
                    guidance_scale_pow: 2.75
            optimizer:
                params:
                    learning_rate: 4e-4
            lr_scheduler:
                params:
                    learning_rate: ${optimizer.params.learning_rate}
            """);
        return folder;
    }
}
