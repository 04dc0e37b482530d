namespace SoftCfg.EndToEnd.Tests;

public class GenerateTests
{
    private static readonly string[] Small = ["--model", TinyLumina.Shared, "--threads", "1", "--width", "32", "--height", "32"];

    [Fact]
    public void Kinds_are_compared_on_a_sheet_and_the_published_flags_are_taken()
    {
        using var folder = new TemporaryFolder();
        var result = Tool.Run(folder, ["generate", "a red fox", "a cat", .. Small, "--compare", "none,cfg,softcfg", "--save_path", "out/",
            "--task", "t2i", "--cfg", "9.0", "--temperature", "1.0", "--top_k", "2048", "--speculative_jacobi", "--softcfg_strength", "1.0",
            "--softcfg_disable_step_norm", "false", "--quant"]).Succeeded();
        Assert.Equal(
        [
            "out/cfg/000000.png", "out/cfg/000001.png", "out/none/000000.png", "out/none/000001.png", "out/sheet.png",
            "out/softcfg/000000.png", "out/softcfg/000001.png",
        ], folder.Files);
        var (width, height) = PngFile.Size(folder.Bytes("out/sheet.png"));
        Assert.True(width > 3 * 96 && height > 2 * 96, $"{width} x {height}");
        Assert.StartsWith("6 images (no guidance, CFG, SoftCFG) in ", result.Output);
        Assert.Contains("weights int4", result.Output);
        Assert.Contains(" % of drafts accepted; ", result.Output);
        Assert.Contains("a cat", Tool.Run(folder, "info", "out/softcfg/000001.png").Succeeded().Output);
    }

    [Fact]
    public void Ctrl_C_keeps_the_preview_and_says_where_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");
        using var folder = new TemporaryFolder();
        using var process = Tool.Start(folder, "generate", "a red fox", "--model", TinyLumina.Shared, "--threads", "1", "--width", "1024",
            "--height", "1024", "--preview", "0");
        try
        {
            Signals.WaitFor(() => File.Exists(folder.File("samples/preview.png")), process);
            Signals.Send("INT", process);
            var result = Tool.End(process);

            Assert.Equal((130, ""), (result.ExitCode, result.Output));
            Assert.Equal(["samples/preview.png"], folder.Files);
            PngFile.AssertComplete(folder.Bytes("samples/preview.png"));
            Assert.Equal((1024, 1024), PngFile.Size(folder.Bytes("samples/preview.png")));
            Assert.Matches(@"^softcfg: stopped; 0 of 1 images are finished, in 'samples'\. 'samples/preview\.png' shows \d+ of 128 rows of image 0\.$",
                result.ErrorLines[^1]);
        }
        finally
        {
            process.Kill();
        }
        Assert.Matches(@"preview +\d+ of 128 rows", Tool.Run(folder, "info", "samples/preview.png").Succeeded().Output);
    }
}
