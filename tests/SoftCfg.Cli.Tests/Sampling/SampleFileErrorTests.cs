namespace SoftCfg.Cli.Tests.Sampling;

public class SampleFileErrorTests
{
    [Fact]
    public void A_device_that_is_not_there_is_refused()
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--device", "cuda:99").Refused("--device is cuda:99, but ");
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("file/below")]
    [InlineData("file")]
    public void An_output_folder_that_cannot_be_is_refused_before_anything_is_sampled(string output)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        Run.Sample(folder, "--output", output).Refused($"--output: cannot write to '{output}': ");
    }

    [Fact]
    public void An_output_folder_that_may_not_be_written_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is /proc on Linux only.");
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--output", "/proc/samples").Refused("--output: cannot write to '/proc/samples': ");
        Run.Sample(folder, "--output", "/proc").Refused("--output: cannot write to '/proc': ");
    }

    [Theory]
    [InlineData(".")]
    [InlineData("missing/trace.json")]
    public void A_trace_that_cannot_be_written_is_refused_before_anything_is_sampled(string trace)
    {
        using var folder = new TemporaryFolder();
        Run.Sample(folder, "--trace", trace).Refused($"--trace: cannot write '{trace}': ");
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_model_folder_that_is_missing_is_refused()
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "sample", "--model", "nowhere").Refused("nowhere: there is no such file or folder.");
        Run.In(folder, "sample", "--model", ".")
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
        Assert.False(Directory.Exists(folder.File("samples")));

        Run SampleOfCopy() => Run.In(folder, "sample", "--model", "model");
    }

    [Fact]
    public void Weights_of_another_model_are_refused_with_what_differs()
    {
        using var folder = new TemporaryFolder();
        CopyModel(folder, text => text.Replace("generator.safe", "tokenizer.safe", StringComparison.Ordinal));
        Run.In(folder, "sample", "--model", "model").Refused("tokenizer.safetensors: ");
    }

    [Fact]
    public void Damaged_weights_are_refused()
    {
        using var folder = new TemporaryFolder();
        CopyModel(folder, text => text);
        var weights = folder.File("model/generator.safetensors");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^1]);
        Run.In(folder, "sample", "--model", "model").Refused("generator.safetensors: ");
        File.Delete(weights);
        Run.In(folder, "sample", "--model", "model").Refused("generator.safetensors: ");
    }

    private static void CopyModel(TemporaryFolder folder, Func<string, string> change)
    {
        Directory.CreateDirectory(folder.File("model"));
        foreach (var file in Directory.EnumerateFiles(Run.Model))
            File.Copy(file, folder.File(Path.Combine("model", Path.GetFileName(file))), overwrite: true);
        var description = folder.File("model/model.json");
        File.WriteAllText(description, change(File.ReadAllText(description)));
    }
}
