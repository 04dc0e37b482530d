namespace SoftCfg.EndToEnd.Tests;

/// <summary>Pipes, devices and links where files are expected.</summary>
public sealed class FileKindTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FileKindTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are pipes and devices in the file system on Linux only.");
        Tool.Shell(folder, "mkfifo pipe").Succeeded();
    }

    [Fact]
    public void A_pipe_is_refused_without_waiting()
    {
        var result = Tool.Shell(folder, "softcfg inspect pipe");
        Assert.Equal("softcfg: pipe: the file cannot be opened: 'pipe' is a pipe; a file is expected here.", Assert.Single(result.ErrorLines));
        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public void An_output_that_is_no_file_is_refused_and_stays_what_it_is()
    {
        var result = Tool.Shell(folder, "softcfg sample --model $MODEL --count 1 --guidance none --trace /dev/null");
        Assert.Equal("softcfg: --trace: cannot write '/dev/null': '/dev/null' is a device, and would be replaced by a file. Give the " +
            "name of a file.", Assert.Single(result.ErrorLines));
        Assert.Equal(2, result.ExitCode);
        Tool.Shell(folder, "test -c /dev/null").Succeeded();
    }

    [Fact]
    public void A_link_is_followed_and_the_mode_of_a_file_is_kept()
    {
        Tool.Shell(folder, "mkdir real; : > real/t.json; chmod 600 real/t.json; ln -s real/t.json trace.json").Succeeded();
        Tool.Sample(folder, "--count", "1", "--guidance", "none", "--trace", "trace.json").Succeeded();
        Assert.Equal("600 regular file", Tool.Shell(folder, "test -L trace.json && stat -c '%a %F' real/t.json").Output.Trim());
    }

    public void Dispose() => folder.Dispose();
}
