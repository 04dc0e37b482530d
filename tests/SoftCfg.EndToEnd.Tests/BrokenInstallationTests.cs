namespace SoftCfg.EndToEnd.Tests;

public class BrokenInstallationTests
{
    [Fact]
    public void A_failure_that_is_nobodys_input_is_one_line_with_a_hint()
    {
        using var installation = WithoutNativeLibraries();
        using var folder = new TemporaryFolder();
        var result = Run(installation, folder, "info");
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("softcfg: unexpected failure: ", line);
        Assert.EndsWith(" Set SOFTCFG_DEBUG=1 to see where.", line);
    }

    [Fact]
    public void Sampling_without_libtorch_says_so_whether_it_was_loaded_ahead_or_not()
    {
        using var installation = WithoutNativeLibraries();
        using var folder = new TemporaryFolder();
        var result = Run(installation, folder, "sample", "--model", Tool.Model, "--count", "1");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("softcfg: unexpected failure: ", Assert.Single(result.ErrorLines));
    }

    /// <summary>Half a second of loading it would be most of what they take.</summary>
    [Fact]
    public void What_does_not_compute_does_not_need_libtorch()
    {
        using var installation = WithoutNativeLibraries();
        using var folder = new TemporaryFolder();
        string[] sample = ["sample", "--model", Tool.Model, "--classes", "0", "--count", "1", "--threads", "1",
            "--guidance", "softcfg", "--output", "images", "--trace", "trace.jsonl"];
        Tool.Run(folder, sample).Succeeded();
        string[][] commands =
        [
            ["--help"], ["--version"], ["sample", "--help"], ["presets"],
            ["inspect", Path.Combine(Tool.Model, "generator.safetensors")],
            ["info", Path.Combine("images", "000000.png")],
        ];
        Assert.All(commands, command => Run(installation, folder, command).Succeeded());
        // Mistakes are told without it as well.
        Run(installation, folder, "sample", "--model", "nowhere").Refused("nowhere");
        Run(installation, folder, "sample", "--counts", "2").Refused("--counts");
    }

    /// <summary>The tool alone; without its list of files the runtime takes what is there.</summary>
    private static TemporaryFolder WithoutNativeLibraries()
    {
        var installation = new TemporaryFolder();
        foreach (var pattern in new[] { "*.dll", "*.runtimeconfig.json" })
        {
            foreach (var file in Directory.EnumerateFiles(Tool.Installation, pattern))
                File.Copy(file, installation.File(Path.GetFileName(file)));
        }
        return installation;
    }

    private static ToolResult Run(TemporaryFolder installation, TemporaryFolder folder, params string[] arguments)
    {
        using var process = Tool.Start(installation.Path, folder, arguments);
        return Tool.End(process);
    }
}
