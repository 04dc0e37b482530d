namespace SoftCfg.EndToEnd.Tests;

/// <summary>Pipes, devices and links where files are expected.</summary>
public sealed class FileKindTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FileKindTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are pipes and devices in the file system on Linux only.");
        Tool.Shell(folder, "mkfifo pipe && mkdir pictures && mkfifo pictures/a.png").Succeeded();
    }

    [Theory]
    [InlineData("inspect pipe", "pipe")]
    [InlineData("info pipe", "pipe")]
    [InlineData("plot pipe", "pipe")]
    [InlineData("convert pipe out.safetensors", "pipe")]
    [InlineData("sample --model pipe", "pipe")]
    [InlineData("sample config=pipe", "pipe")]
    [InlineData("sample --tokenizer pipe --model $MODEL/generator.safetensors", "pipe")]
    [InlineData("sample --model $MODEL --reconstruct pictures --keep 1 --classes 1", "pipe")]
    [InlineData("reconstruct pictures", "pipe")]
    [InlineData("eval pipe pipe --features fashion", "pipe")]
    [InlineData("eval pictures pictures --features fashion", "pipe")]
    [InlineData("eval fashion fashion --features inception:pipe", "pipe")]
    [InlineData("sweep pipe --count 4", "pipe")]
    [InlineData("inspect /dev/zero", "device")]
    [InlineData("sample --model /dev/zero", "device")]
    public void What_is_no_file_is_refused_without_waiting(string arguments, string kind)
    {
        var result = Tool.Shell(folder, $"softcfg {arguments}");
        Assert.Contains($"is a {kind}", Assert.Single(result.ErrorLines));
        Assert.Equal(2, result.ExitCode);
    }

    [Theory]
    [InlineData("sample --model $MODEL --count 1 --guidance none --trace /dev/null")]
    [InlineData("sample --model $MODEL --count 1 --guidance none --trace pipe")]
    [InlineData("sample --model $MODEL --count 1 --guidance none --npz --output o")]
    [InlineData("eval pictures.npz pictures.npz --features fashion --save-statistics s.stats.safetensors")]
    [InlineData("convert $MODEL/generator.safetensors s.stats.safetensors --force")]
    public void An_output_that_is_no_file_is_refused_and_stays_what_it_is(string arguments)
    {
        NpzFile.WriteImages(folder, "pictures.npz", 8, size: 28);
        var result = Tool.Shell(folder, $"ln -s /dev/null o.npz; ln -s pipe s.stats.safetensors; softcfg {arguments}");
        Assert.Contains("would be replaced by a file", result.ErrorLines[^1]);
        Assert.Equal(2, result.ExitCode);
        Tool.Shell(folder, "test -c /dev/null && test -p pipe && test -L o.npz && test -L s.stats.safetensors").Succeeded();
    }

    [Fact]
    public void A_link_is_followed_and_the_mode_of_a_file_is_kept()
    {
        Tool.Shell(folder, "mkdir real; : > real/t.json; chmod 600 real/t.json; ln -s real/t.json trace.json").Succeeded();
        Tool.Sample(folder, "--count", "1", "--guidance", "none", "--trace", "trace.json").Succeeded();
        Assert.Equal("600 regular file", Tool.Shell(folder, "test -L trace.json && stat -c '%a %F' real/t.json").Output.Trim());
    }

    [Fact]
    public void Paths_that_cannot_be_written_are_one_line()
    {
        var long_ = new string('n', 300);
        Refused($"--trace {long_}.json", "is longer than 255 bytes");
        Refused($"--output {long_}", $"--output: cannot write to '{long_}': ");
        Refused("--output /proc/x", "--output: cannot write to '/proc/x': ");
        Refused("--trace .", "is a folder; give the name of a file.");

        void Refused(string arguments, string message)
        {
            var result = Tool.Shell(folder, $"softcfg sample --model $MODEL --count 1 --guidance none {arguments}");
            Assert.Contains(message, Assert.Single(result.ErrorLines));
            Assert.Equal(2, result.ExitCode);
        }
    }

    public void Dispose() => folder.Dispose();
}
