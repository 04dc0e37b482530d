using System.Security.Cryptography;
using SoftCfg.Traces;

namespace SoftCfg.Playground.Tests.Pages;

/// <summary>Files that the page made, read by the library.</summary>
internal static class TraceFile
{
    /// <summary>The only image of a trace.</summary>
    public static async Task<TracedImage> ReadAsync(byte[] content)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("trace.jsonl"), content);
        using var reader = TraceReader.Open(folder.File("trace.jsonl"));
        var image = reader.Read();
        Assert.NotNull(image);
        Assert.Null(reader.Read());
        return image;
    }

    /// <summary>The pixels of a PNG, whatever it says of itself.</summary>
    public static string Pixels(byte[] png) => Convert.ToHexString(SHA256.HashData(Convert.FromHexString(PngFile.Pixels(png))));
}
