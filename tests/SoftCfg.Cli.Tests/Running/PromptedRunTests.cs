using SoftCfg.Runs;

namespace SoftCfg.Cli.Tests.Running;

/// <summary><c>softcfg run --prompts</c>, in this process.</summary>
public sealed class PromptedRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PromptedRunTests() => Write(
        """{"prompt": "a red fox", "width": 64}""", """{"prompt": "a cat", "seed": 9}""", """{"prompt": "a lighthouse", "height": 64}""");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_images_are_those_of_generate_to_the_byte()
    {
        var result = RunPrompts("--save-tokens", "--jacobi", "--scale", "3").Succeeded();
        Assert.StartsWith("3 images, 3 of them now, in ", result.Output);
        Run.In(folder, "generate", "--prompts", "prompts.jsonl", "--model", TinyLumina.Shared, "--threads", "1", "--weights", "float32",
            "--width", "32", "--height", "32", "--jacobi", "--scale", "3", "--seed", "5").Succeeded();
        for (var i = 0; i < 3; i++)
            Assert.Equal(folder.Bytes($"samples/{i:D6}.png"), folder.Bytes($"run/images/{i:D6}.png"));
        Assert.StartsWith("3 images, 0 of them now, in ", RunPrompts("--save-tokens", "--jacobi", "--scale", "3").Succeeded().Output);

        Run.In(folder, "decode", "run", "--model", TinyLumina.Shared, "--output", "decoded", "--threads", "1").Succeeded();
        Assert.Equal(folder.Bytes("run/images/000002.png"), folder.Bytes("decoded/images/000002.png"));
        Run.In(folder, "decode", "run", "--output", "again").Refused("these are images of prompts: give --model FOLDER, or --tokenizer");
        Run.In(folder, "verify", "run").Succeeded();
        Run.In(folder, "merge", "run").Refused("images of several sizes (64 x 32 pixels and 32 x 32 pixels) make no array.");
    }

    [Fact]
    public void Another_file_of_prompts_is_refused_with_the_prompt_that_changed()
    {
        RunPrompts().Succeeded();
        Write("""{"prompt": "a red fox", "width": 64}""", """{"prompt": "a dog", "seed": 9}""", """{"prompt": "a lighthouse", "height": 64}""");
        RunPrompts().Refused("softcfg: run: the run in this folder was begun with prompt 2 text a cat, this one has a dog.");
    }

    [Fact]
    public void The_flags_of_the_published_command_are_taken()
    {
        File.WriteAllText(folder.File("prompts.txt"), "a red fox\na cat\n");
        Run.In(folder, "run", "--prompts", "prompts.txt", "--model_path", TinyLumina.Shared, "--save_path", "out", "--task", "t2i", "--cfg", "9.0",
            "--temperature", "1.0", "--top_k", "2048", "--speculative_jacobi", "--softcfg_strength", "1.0", "--softcfg_disable_step_norm", "false",
            "--quant", "--width", "32", "--height", "32", "-n", "2", "--threads", "1", "--npz", "--labels").Succeeded();
        var plan = RunFolder.Open(folder.File("out")).Plan;
        Assert.Equal((4, 9, 2048, "int4", 16), (plan.Count, plan.Guidance.Scale, plan.Sampling.TopK, plan.Weights, plan.Jacobi!.Window));
        Assert.Equal([0, 1, 0, 1], Enumerable.Range(0, 4).Select(i => plan.LabelOf(i)));
        Assert.True(File.Exists(folder.File("out.npz")));
    }

    [Fact]
    public void Kinds_of_guidance_are_runs_beside_each_other()
    {
        RunPrompts("--compare", "cfg,softcfg", "--count", "1").Succeeded();
        Assert.Equal(["run/cfg/run.json", "run/softcfg/run.json"], folder.Files.Where(file => file.EndsWith("run.json", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--classes belongs to images of classes, but --prompts makes images of prompts.", "--classes", "1")]
    [InlineData("--keep belongs to images of classes", "--keep", "1")]
    [InlineData("--preset has settings of a model of classes.", "--preset", "rar-b-softcfg")]
    [InlineData("an array holds images of one size, but the prompts have several (64 x 32 and 32 x 32 pixels). Leave --npz out", "--npz")]
    [InlineData("Leave --images npz out, or make a run of each size.", "--images", "npz")]
    [InlineData("--count and --per-prompt exclude each other", "--count", "4", "-n", "2")]
    [InlineData("--jacobi-window belongs to --jacobi, which is not given.", "--jacobi-window", "4")]
    public void Options_that_make_no_sense_are_refused(string message, params string[] options) => RunPrompts(options).Refused(message);

    [Theory]
    [InlineData("--width belongs to images of prompts, but there are none. Give --prompts FILE as well.", "--width", "32")]
    [InlineData("--jacobi belongs to images of prompts", "--jacobi")]
    [InlineData("'--cfg' belongs to the commands of Lumina-mGPT 2.0, whose images have prompts.", "--cfg", "4")]
    public void Options_of_prompts_need_prompts(string message, params string[] options) =>
        Run.In(folder, ["run", "--model", Run.Model, "--count", "1", .. options]).Refused(message);

    [Fact]
    public void What_is_wrong_with_a_prompt_is_told_with_its_line_before_anything_is_loaded()
    {
        Write("""{"prompt": "a red fox"}""", """{"prompt": "a cat", "width": 96}""");
        RunPrompts().Refused("prompts.jsonl: line 2: The model has no token for a size of 96 pixels");
        Write("""{"prompt": "a red fox"}""", """{"prompt": "a cat", "index": -1}""");
        RunPrompts().Refused("line 2: 'index' should be a whole number from 0 to ");
        Run.In(folder, "run", "--prompts", "prompts.jsonl").Refused("line 2: 'index' should be");
        Write("""{"prompt": "a red fox"}""");
        Run.In(folder, "run", "--prompts", "prompts.jsonl").Refused("--model is missing: give the folder of Lumina-mGPT 2.0.");
    }

    private void Write(params string[] lines) => File.WriteAllText(folder.File("prompts.jsonl"), string.Join('\n', lines));

    private Run RunPrompts(params string[] options) => Run.In(folder, ["run", "--prompts", "prompts.jsonl", "--model", TinyLumina.Shared, "--threads", "1",
        "--weights", "float32", "--width", "32", "--height", "32", "--seed", "5", .. options]);
}
