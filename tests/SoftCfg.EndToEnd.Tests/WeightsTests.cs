namespace SoftCfg.EndToEnd.Tests;

/// <summary>Packed weights in the tool, and the kernels that this processor would not choose by itself.</summary>
public sealed class WeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>The portable kernels, and those of narrower vectors: what processors without AVX2, or without AVX-512, run.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableAVX=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    public void Images_are_the_same_without_some_of_the_instructions(string switchedOff)
    {
        foreach (var weights in new[] { "float32", "int8" })
        {
            var command = $"softcfg sample --model \"$MODEL\" --guidance softcfg --count 2 --weights {weights} --threads 1";
            Tool.Shell(folder, $"{command} --output usual-{weights}").Succeeded();
            Tool.Shell(folder, $"export {switchedOff}; {command} --output other-{weights}").Succeeded();
            foreach (var image in new[] { "000000.png", "000001.png" })
            {
                Assert.Equal(File.ReadAllBytes(folder.File($"usual-{weights}/{image}")),
                    File.ReadAllBytes(folder.File($"other-{weights}/{image}")));
            }
        }
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
