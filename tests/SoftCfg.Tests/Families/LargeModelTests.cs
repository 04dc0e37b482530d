using System.Globalization;
using SoftCfg.Loading;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Families;

/// <summary>
/// Too large for every run: start it with <c>-explicit only -class "*LargeModelTests"</c>. Needs 3 GB of disk and of memory.
/// </summary>
public sealed class LargeModelTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory(Explicit = true)]
    [InlineData(ScalarType.Float32, 4)]
    [InlineData(ScalarType.BFloat16, 2)]
    public void AliTok_XL_is_loaded_in_little_more_than_its_weights(ScalarType dtype, int bytesPerWeight)
    {
        var manifest = Manifest.Read("alitok_xl");
        SyntheticCheckpoint.Write(folder.File("alitok_xl.bin"), manifest.Tensors);
        // Only named, to be found: the generator alone is loaded.
        SyntheticCheckpoint.Write(folder.File("AliTok.pth"), Manifest.Read("alitok_tokenizer").Tensors);
        var found = ModelDescription.Find(folder.File("alitok_xl.bin"));
        Assert.Equal("AliTok-XL", found.Name);

        GC.Collect();
        // Linux: makes the peak the memory held now.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Status("VmRSS");
        using var model = ModelLoader.Generator(found.GeneratorRequest, dtype, CPU, hash: false, TestContext.Current.CancellationToken).Part;
        var peak = Status("VmHWM") - before;
        var weights = bytesPerWeight * manifest.Parameters;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{dtype}: weights {weights / 1e6:F0} MB, peak {peak / 1e6:F0} MB, {(double)peak / weights:P1}"));
        Assert.InRange(peak, weights / 2, weights * 11 / 10);
    }

    /// <summary>A line of /proc/self/status, in bytes.</summary>
    private static long Status(string name) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
