using SoftCfg.Imaging;

namespace SoftCfg.Cli.Tests.Terminal;

/// <summary>No text of a stranger reaches the terminal as it is, whichever command meets it.</summary>
public sealed class ForeignTextTests : IDisposable
{
    private const string Evil = "\u001b]0;pwned\u0007\u009b2J\u202e\n[red]";

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("inspect", "esc.safetensors")]
    [InlineData("inspect", "esc.safetensors", "--json")]
    [InlineData("inspect", "key.npz")]
    [InlineData("info", "esc.png")]
    [InlineData("convert", "esc.safetensors", "OUT.safetensors")]
    [InlineData("convert", "esc.safetensors", "OUT.safetensors", "--select", Evil)]
    [InlineData("eval", "key.npz", "key.npz", "--features", "fashion")]
    [InlineData("eval", "descr.npz", "descr.npz", "--features", "fashion")]
    [InlineData("sample", "config=esc2.yaml")]
    [InlineData("sample", "--model", "esc.safetensors")]
    [InlineData("sample", "--reconstruct", "esc.png", "--keep", "1")]
    [InlineData("inspect", Evil)]
    [InlineData("info", Evil)]
    [InlineData("plot", Evil)]
    [InlineData("reconstruct", Evil)]
    [InlineData("sample", "--model", Evil)]
    [InlineData("sample", "--classes", Evil)]
    [InlineData("sample", "--scale", Evil)]
    [InlineData("sample", "--" + Evil)]
    [InlineData("sample", "config=" + Evil)]
    [InlineData("sample", "--output", "/dev/null/" + Evil)]
    [InlineData("sweep", Evil)]
    [InlineData(Evil)]
    public void Foreign_text_is_made_visible(params string[] arguments)
    {
        var run = Run.Of([.. arguments.Select(InPlace)]);
        var printed = run.Output + run.Error;
        Assert.NotEmpty(printed);
        Assert.DoesNotMatch(@"[\p{Cf}\p{Zl}\p{Zp}]|[^\P{Cc}\n]", printed);
    }

    [Fact]
    public void The_name_of_a_file_cannot_begin_a_line_of_its_own()
    {
        var run = Run.Of("inspect", folder.File("a\nsoftcfg: all is well"));
        Assert.StartsWith("softcfg: ", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Names_of_tensors_and_metadata_are_made_visible()
    {
        var output = Run.Of("inspect", InPlace("esc.safetensors")).Succeeded().Output;
        Assert.Contains("\\x1b]0;pwned\\x07\\x1b[2J", output);
        Assert.Equal(4, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void The_text_of_an_image_stays_on_its_line()
    {
        var path = folder.File("a.png");
        PngWriter.Write(path, new RgbImage(1, 1, new byte[3]), [new("softcfg.model", "x\nseed   7"), new("Comment", Evil)]);
        var lines = Run.Of("info", path).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("x\\x0aseed   7", lines[0]);
        Assert.EndsWith("\\x1b]0;pwned\\x07\\x9b2J\\u202e\\x0a[red]", lines[1]);
    }

    /// <summary>The files of these tests by their place; others are as they are.</summary>
    private string InPlace(string argument)
    {
        var found = Found.File("escape-sequences");
        if (argument == "OUT.safetensors")
            return folder.File(argument);
        foreach (var file in Directory.EnumerateFiles(found).Select(Path.GetFileName))
            argument = argument.Replace(file!, Path.Combine(found, file!), StringComparison.Ordinal);
        return argument;
    }

    public void Dispose() => folder.Dispose();
}
