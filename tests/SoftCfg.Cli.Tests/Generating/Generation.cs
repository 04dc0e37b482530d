namespace SoftCfg.Cli.Tests.Generating;

/// <summary>Runs of <c>softcfg generate</c> with the tiny model.</summary>
internal static class Generation
{
    /// <summary>Generates in a folder: images of 32 x 32 pixels, unless the arguments say otherwise.</summary>
    public static Run Generate(TemporaryFolder folder, params string[] arguments)
    {
        string[] size = arguments.Contains("--width") ? [] : ["--width", "32", "--height", "32"];
        return Run.In(folder, ["generate", "--model", TinyLumina.Shared, "--threads", "1", "--weights", "float32", .. size, .. arguments]);
    }

    /// <summary>What a finished image says of itself.</summary>
    public static string Fact(TemporaryFolder folder, string file, string keyword)
    {
        var lines = Run.In(folder, "info", file).Succeeded().Output.Split('\n');
        var found = Assert.Single(lines, line => line.StartsWith(keyword + ' ', StringComparison.Ordinal));
        return found[keyword.Length..].Trim();
    }

    /// <summary>A picture of a colour that changes.</summary>
    public static string Picture(TemporaryFolder folder, string name, int width, int height)
    {
        var pixels = Enumerable.Range(0, 3 * width * height).Select(i => (byte)(i * 7)).ToArray();
        Imaging.PngWriter.Write(folder.File(name), new Imaging.RgbImage(width, height, pixels));
        return name;
    }
}
