namespace SoftCfg.EndToEnd.Tests;

public class BrokenInstallationTests
{
    [Fact]
    public void A_failure_that_is_nobodys_input_is_one_line_with_a_hint()
    {
        // The tool without its native libraries; without its list of files the runtime takes what is there.
        using var installation = new TemporaryFolder();
        foreach (var pattern in new[] { "*.dll", "*.runtimeconfig.json" })
        {
            foreach (var file in Directory.EnumerateFiles(Tool.Installation, pattern))
                File.Copy(file, installation.File(Path.GetFileName(file)));
        }
        using var folder = new TemporaryFolder();
        using var process = Tool.Start(installation.Path, folder, "info");
        var result = Tool.End(process);
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("softcfg: unexpected failure: ", line);
        Assert.EndsWith(" Set SOFTCFG_DEBUG=1 to see where.", line);
    }
}
