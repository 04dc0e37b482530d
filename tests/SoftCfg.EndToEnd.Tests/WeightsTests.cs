using System.IO.Compression;

namespace SoftCfg.EndToEnd.Tests;

/// <summary>Packed weights in the tool, and the kernels that this processor would not choose by itself.</summary>
public sealed class WeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// The portable kernels, and those of narrower vectors: what processors without AVX2, or without AVX-512, run. Without fused
    /// multiply-adds pixels round differently in the last bits, and one now and then to the next whole number.
    /// </summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512=0", 0)]
    [InlineData("DOTNET_EnableAVX2=0", 1)]
    [InlineData("DOTNET_EnableAVX=0", 1)]
    [InlineData("DOTNET_EnableHWIntrinsic=0", 1)]
    public void Images_are_the_same_without_some_of_the_instructions(string switchedOff, int most)
    {
        foreach (var weights in new[] { "float32", "int8" })
        {
            var command = $"softcfg run --model \"$MODEL\" --guidance softcfg --count 2 --weights {weights} --threads 1 --images npz --save-tokens";
            Tool.Shell(folder, $"{command} --output usual-{weights}").Succeeded();
            Tool.Shell(folder, $"export {switchedOff}; {command} --output other-{weights}").Succeeded();
            Assert.Equal(folder.Bytes($"usual-{weights}/tokens/000000.safetensors"), folder.Bytes($"other-{weights}/tokens/000000.safetensors"));
            var (usual, other) = (Array($"usual-{weights}/images/000000.npz"), Array($"other-{weights}/images/000000.npz"));
            Assert.Equal(usual.Length, other.Length);
            Assert.InRange(usual.Zip(other, (x, y) => Math.Abs(x - y)).Max(), 0, most);
        }
    }

    /// <summary>The bytes of the only array in an .npz file.</summary>
    private byte[] Array(string npz)
    {
        using var zip = ZipFile.OpenRead(folder.File(npz));
        using var entry = Assert.Single(zip.Entries).Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    [Fact]
    public void The_summary_and_every_image_say_how_weights_were_packed()
    {
        var summary = Tool.Sample(folder, "--guidance", "none", "--count", "1", "--weights", "int8", "--output", "out").Succeeded();
        Assert.Contains("weights int8", summary.Output);
        Assert.Contains("weights                     int8", Tool.Run(folder, "info", "out/000000.png").Succeeded().Output);
        var usual = Tool.Sample(folder, "--guidance", "none", "--count", "1", "--output", "usual").Succeeded();
        Assert.Contains($"weights {Default(folder)}", usual.Output);
    }

    private static string Default(TemporaryFolder folder) =>
        Tool.Run(folder, "info").Succeeded().Output.Split('\n').Single(line => line.StartsWith("weights ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
}
