using System.Diagnostics;

namespace SoftCfg.Cli.Tests.Files;

/// <summary>Pipes and devices where files are expected, and names that cannot be a file's.</summary>
public sealed class FileKindTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();

    public FileKindTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are pipes and devices in the file system on Linux only.");
        Directory.CreateDirectory(folder.File("pictures"));
        foreach (var pipe in new[] { "pipe", "pictures/a.png" })
        {
            using var process = Process.Start("mkfifo", [folder.File(pipe)]);
            process.WaitForExit();
        }
        File.CreateSymbolicLink(folder.File("null.npz"), "/dev/null");
        File.CreateSymbolicLink(folder.File("pipe.stats.safetensors"), "pipe");
    }

    [Theory]
    [InlineData("inspect @pipe")]
    [InlineData("info @pipe")]
    [InlineData("plot @pipe")]
    [InlineData("convert @pipe @out.safetensors")]
    [InlineData("sample --model @pipe")]
    [InlineData("sample config=@pipe")]
    [InlineData("sample --model MODEL/generator.safetensors --tokenizer @pipe")]
    [InlineData("sample --model MODEL --reconstruct @pictures --keep 1 --classes 1 --output @o")]
    [InlineData("sample --model MODEL --reconstruct @pictures --keep 1 --output @o")]
    [InlineData("reconstruct @pictures --output @o")]
    [InlineData("eval @pipe @pipe --features fashion")]
    [InlineData("eval @pictures @pictures --features fashion")]
    [InlineData("eval fashion fashion --features inception:@pipe")]
    [InlineData("sweep @pipe --count 4 --output @o")]
    [InlineData("bench --model @pipe")]
    [InlineData("bench --compare @pipe @pipe")]
    public void A_pipe_is_refused_by_every_command_without_waiting(string arguments) => Refused(arguments, "is a pipe");

    [Theory]
    [InlineData("inspect /dev/zero")]
    [InlineData("sample --model /dev/zero")]
    [InlineData("bench --model /dev/zero")]
    [InlineData("bench --compare /dev/zero /dev/zero")]
    [InlineData("sample config=/dev/zero")]
    [InlineData("info /dev/zero")]
    [InlineData("plot /dev/zero")]
    [InlineData("eval /dev/zero /dev/zero --features fashion")]
    public void A_device_is_refused_by_every_command(string arguments) => Refused(arguments, "is a device");

    [Theory]
    [InlineData("sample --model MODEL --count 1 --guidance none --output @o --trace @pipe")]
    [InlineData("sample --model MODEL --count 1 --guidance none --output @null --npz")]
    [InlineData("convert MODEL/generator.safetensors @pipe.stats.safetensors --force")]
    [InlineData("bench --model MODEL --output @pipe")]
    public void An_output_that_is_no_file_is_refused_and_stays_what_it_is(string arguments)
    {
        Refused(arguments, ", and would be replaced by a file. Give the name of a file.");
        Assert.Equal("/dev/null", new FileInfo(folder.File("null.npz")).LinkTarget);
        Assert.Equal("pipe", new FileInfo(folder.File("pipe.stats.safetensors")).LinkTarget);
        Refused("inspect @pipe", "is a pipe");
    }

    [Fact]
    public void Names_that_cannot_be_written_are_one_line()
    {
        var name = new string('n', 300);
        Refused($"sample --model MODEL --count 1 --output @o --trace @{name}", "is longer than 255 bytes");
        Refused($"sample --model MODEL --count 1 --output @{name}", $"--output: cannot write to '{folder.File(name)}': ");
        Refused("sample --model MODEL --count 1 --output /proc/x", "--output: cannot write to '/proc/x': ");
        Refused("sample --model MODEL --count 1 --output @o --trace @.", "is a folder; give the name of a file.");
        Refused($"convert MODEL/generator.safetensors @{name}.safetensors", "is longer than 255 bytes");
        Refused($"inspect @{name}", "the file cannot be opened: ");
        Refused($"info @{name}", name);
    }

    /// <summary>A command line cannot hold one, but a configuration can.</summary>
    [Theory]
    [InlineData("inspect @a\0b")]
    [InlineData("info @a\0b")]
    [InlineData("plot @a\0b")]
    [InlineData("convert @a\0b @out.safetensors")]
    [InlineData("convert MODEL/generator.safetensors @a\0b.safetensors")]
    [InlineData("sample --model @a\0b")]
    [InlineData("sample --model MODEL/generator.safetensors --tokenizer @a\0b")]
    [InlineData("sample config=@a\0b")]
    [InlineData("sample --model MODEL --count 1 --output @a\0b")]
    [InlineData("sample --model MODEL --count 1 --output @o --trace @a\0b")]
    [InlineData("sample --model MODEL --reconstruct @a\0b --keep 1")]
    [InlineData("reconstruct @a\0b")]
    [InlineData("reconstruct @pictures --output @a\0b")]
    [InlineData("eval @a\0b @a\0b --features fashion")]
    [InlineData("eval fashion fashion --features inception:@a\0b")]
    [InlineData("eval fashion fashion --features fashion --save-statistics @a\0b.stats.safetensors")]
    [InlineData("sweep @a\0b --output @o")]
    [InlineData("sweep fashion --count 4 --output @a\0b")]
    [InlineData("bench --model @a\0b")]
    [InlineData("bench --model MODEL --output @a\0b")]
    [InlineData("bench --compare @a\0b @a\0b")]
    public void A_name_with_a_NUL_is_refused_in_one_line(string arguments) => Refused(arguments, "");

    private void Refused(string arguments, string message)
    {
        string[] words = [.. arguments.Split(' ').Select(word => word
            .Replace("@", folder.Path + "/", StringComparison.Ordinal).Replace("MODEL", Run.Model, StringComparison.Ordinal))];
        // Not on this thread: what waits for a writer waits for ever.
        Task.Run(() => Run.Of(words).Refused(message)).WaitAsync(Patience).GetAwaiter().GetResult();
    }

    public void Dispose() => folder.Dispose();
}
