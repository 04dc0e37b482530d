namespace SoftCfg.Cli.Tests.Sampling;

public sealed class OlderImagesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("", null)]
    [InlineData("--count 3", null)]
    [InlineData("--batch 1", null)]
    [InlineData("--seed 3", "seed 0, now 3")]
    [InlineData("--temperature 2", "sampling.temperature 0.9, now 2")]
    [InlineData("--classes 5", "class 0, now 5")]
    public void Images_of_other_settings_in_the_folder_are_said(string options, string? difference)
    {
        const string Formula = "softcfg: no guidance: guided = cond\n";
        Assert.Equal(Formula, Sample("").Error);
        var note = difference is null ? ""
            : $"softcfg: '{folder.Path}' holds images of an earlier run with other settings ({difference}). Those of the " +
                "same numbers are replaced, the others stay.\n";
        Assert.Equal(note + Formula, Sample(options).Error);
    }

    [Fact]
    public void Images_that_say_nothing_are_said()
    {
        File.WriteAllText(folder.File("000007.png"), "mine");
        File.WriteAllText(folder.File("photo.png"), "mine");
        Assert.Contains("(000007.png is no image of ours)", Sample("").Error);
    }

    private Run Sample(string options)
    {
        var count = options.Contains("--count", StringComparison.Ordinal) ? "" : " --count 1";
        string[] words = [.. $"{options}{count}".Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return Run.Of(["sample", "--model", Run.Model, "--guidance", "none", "--output", folder.Path, .. words]).Succeeded();
    }

    public void Dispose() => folder.Dispose();
}
