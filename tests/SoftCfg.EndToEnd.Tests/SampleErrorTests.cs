namespace SoftCfg.EndToEnd.Tests;

public class SampleErrorTests
{
    [Theory]
    [InlineData("--scale -1", "--scale is '-1'; it must be a number from 0 to 10000.")]
    [InlineData("--scale nan", "--scale is 'nan'; it must be a number from 0 to 10000.")]
    [InlineData("--power -0.5", "--power is '-0.5'; it must be a number from 0 to 100.")]
    [InlineData("--strength much", "--strength is 'much'; it must be a number from 0 to 100.")]
    [InlineData("--temperature 0", "--temperature is '0'; it must be a number from 1E-06 to 1000000.")]
    [InlineData("--top-k -1", "--top-k is '-1'; it must be a whole number from 0 to 2147483647.")]
    [InlineData("--top-p 1.5", "--top-p is '1.5'; it must be a number from 1E-06 to 1.")]
    [InlineData("--count 0", "--count is '0'; it must be a whole number of at least 1.")]
    [InlineData("--batch 0", "--batch is '0'; it must be a whole number from 1 to 4096.")]
    [InlineData("--threads 2000", "--threads is '2000'; it must be a whole number from 1 to 1024.")]
    [InlineData("--seed -1", "--seed is '-1'; it must be a whole number from 0 to 18446744073709551615.")]
    [InlineData("--guidance soft", "--guidance is 'soft'; it must be none, cfg or softcfg.")]
    [InlineData("--compare cfg,cfg", "--compare is 'cfg,cfg'; it must be a list of values, separated by commas, each at most once and each none, cfg or softcfg.")]
    [InlineData("--compare cfg,", "--compare is 'cfg,'; it must be a list of values, separated by commas, each at most once and each none, cfg or softcfg.")]
    [InlineData("--step-norm maybe", "--step-norm is 'maybe'; it must be on or off.")]
    [InlineData("--confidence max", "--confidence is 'max'; it must be sampled or maximum.")]
    [InlineData("--alignment left", "--alignment is 'left'; it must be released or paper.")]
    [InlineData("--dtype float16", "--dtype is 'float16'; it must be float32 or bfloat16.")]
    [InlineData("--device tpu", "--device is 'tpu'; it must be cpu, cuda or cuda:N.")]
    [InlineData("--device cuda:x", "--device is 'cuda:x'; it must be cpu, cuda or cuda:N.")]
    public void Values_out_of_range_are_named_with_their_range(string arguments, string message) =>
        Refused(arguments, message);

    [Theory]
    [InlineData("--guidance cfg --compare cfg", "--guidance and --compare exclude each other")]
    [InlineData("--guidance none --scale 3", "--scale belongs to guidance, but the guidance is none.")]
    [InlineData("--guidance none --power 3", "--power belongs to guidance, but the guidance is none.")]
    [InlineData("--guidance cfg --strength 2", "--strength belongs to SoftCFG, but the guidance is cfg.")]
    [InlineData("--compare none,cfg --step-norm on", "--step-norm belongs to SoftCFG, but the guidance is none, cfg.")]
    [InlineData("--guidance cfg --confidence maximum", "--confidence belongs to SoftCFG, but the guidance is cfg.")]
    [InlineData("--guidance none --alignment paper", "--alignment belongs to SoftCFG, but the guidance is none.")]
    [InlineData("--step-norm off --minimum-weight 0.1", "--minimum-weight belongs to SoftCFG with step normalization, but the guidance is none")]
    [InlineData("--greedy --top-k 5", "--top-k belongs to drawing, but the likeliest token is taken. Leave it out, or --greedy.")]
    [InlineData("--top-p 0.5 --greedy", "--top-p belongs to drawing, but the likeliest token is taken. Leave it out, or --greedy.")]
    public void Options_that_contradict_each_other_are_refused(string arguments, string message) =>
        Refused(arguments, message);

    [Theory]
    [InlineData("--classes 10", "--classes: 10 is no class of tiny; its labels are 0 to 9.")]
    [InlineData("--classes -1", "--classes: -1 is no class of tiny; its labels are 0 to 9.")]
    [InlineData("--classes foy", "--classes: 'foy' is no class of tiny; did you mean 'Fox' (5)? Its classes are Ant, Bee,")]
    [InlineData("--classes ant,submarine", "--classes: 'submarine' is no class of tiny. Its classes are Ant, Bee,")]
    [InlineData("--scal 3", "'--scal' is not understood; did you mean '--scale'? See 'softcfg sample --help'.")]
    public void Unknown_names_are_answered_with_the_nearest(string arguments, string message) =>
        Refused(arguments, message);

    [Theory]
    [InlineData("--scale")]
    [InlineData("--scale 1 --scale 2")]
    public void An_option_takes_one_value(string arguments) => Refused(arguments, "'--scale'");

    [Fact]
    public void A_mistyped_command_is_answered_with_the_nearest()
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, "sampel")
            .Refused("'sampel' is not understood; did you mean 'sample'? See 'softcfg --help'.");
    }

    [Fact]
    public void A_device_that_is_not_there_is_refused()
    {
        using var folder = new TemporaryFolder();
        Tool.Sample(folder, "--device", "cuda:99").Refused("--device is cuda:99, but ");
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("file/below")]
    [InlineData("file")]
    public void An_output_folder_that_cannot_be_is_refused_before_anything_is_sampled(string output)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        Tool.Sample(folder, "--output", output).Refused($"--output: cannot write to '{output}': ");
    }

    [Fact]
    public void An_output_folder_that_may_not_be_written_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is /proc on Linux only.");
        using var folder = new TemporaryFolder();
        Tool.Sample(folder, "--output", "/proc/samples").Refused("--output: cannot write to '/proc/samples': ");
        Tool.Sample(folder, "--output", "/proc").Refused("--output: cannot write to '/proc': ");
    }

    [Theory]
    [InlineData(".")]
    [InlineData("missing/trace.json")]
    public void A_trace_that_cannot_be_written_is_refused_before_anything_is_sampled(string trace)
    {
        using var folder = new TemporaryFolder();
        Tool.Sample(folder, "--trace", trace).Refused($"--trace: cannot write '{trace}': ");
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_model_folder_that_is_missing_is_refused()
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, "sample", "--model", "nowhere").Refused("nowhere: there is no such file or folder.");
        Tool.Run(folder, "sample", "--model", ".")
            .Refused("the folder holds no model.json and no generator's checkpoint. It holds none that is known.");
    }

    [Fact]
    public void A_description_that_is_damaged_or_does_not_fit_is_refused()
    {
        using var folder = new TemporaryFolder();
        CopyModel(folder, text => text[..100]);
        SampleOfCopy().Refused("model.json: the description cannot be used: ");
        CopyModel(folder, text => text.Replace("\"Ant\", ", "", StringComparison.Ordinal));
        SampleOfCopy().Refused("model.json: 9 class names for a generator of 10 classes.");
        CopyModel(folder, text => text.Replace("\"rar\"", "\"gan\"", StringComparison.Ordinal));
        SampleOfCopy().Refused("the generator's family is 'gan'; this version knows alitok, rar.");
        CopyModel(folder, text => text.Replace("[1, 1, 1, 1, 2]", "null", StringComparison.Ordinal));
        SampleOfCopy().Refused("model.json: the configuration of maskgit-vq cannot be used: ");

        ToolResult SampleOfCopy() => Tool.Run(folder, "sample", "--model", "model");
    }

    [Fact]
    public void Weights_of_another_model_are_refused_with_what_differs()
    {
        using var folder = new TemporaryFolder();
        CopyModel(folder, text => text.Replace("generator.safe", "tokenizer.safe", StringComparison.Ordinal));
        Tool.Run(folder, "sample", "--model", "model").Refused("tokenizer.safetensors: ");
    }

    [Fact]
    public void Damaged_weights_are_refused()
    {
        using var folder = new TemporaryFolder();
        CopyModel(folder, text => text);
        var weights = folder.File("model/generator.safetensors");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^1]);
        Tool.Run(folder, "sample", "--model", "model").Refused("generator.safetensors: ");
        File.Delete(weights);
        Tool.Run(folder, "sample", "--model", "model").Refused("generator.safetensors: ");
    }

    private static void Refused(string arguments, string message)
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, ["sample", "--model", Tool.Model, .. arguments.Split(' ')]).Refused(message);
        Assert.Empty(folder.Files);
    }

    private static void CopyModel(TemporaryFolder folder, Func<string, string> change)
    {
        Directory.CreateDirectory(folder.File("model"));
        foreach (var file in Directory.EnumerateFiles(Tool.Model))
            File.Copy(file, folder.File(Path.Combine("model", Path.GetFileName(file))), overwrite: true);
        var description = folder.File("model/model.json");
        File.WriteAllText(description, change(File.ReadAllText(description)));
    }
}
