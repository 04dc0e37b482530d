using System.Globalization;
using SoftCfg.ImageTokenizers.MoVqGan;
using SoftCfg.Loading;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Families;

/// <summary>
/// Too large for every run: start it with <c>-explicit only -class "*LargeModelTests"</c>. Needs 3 GB of disk and of memory.
/// </summary>
public sealed class LargeModelTests(ITestOutputHelper output) : IDisposable
{
    // "A 1024 x 1024 picture decodes within 2 GB": all of the process, encoder and runtime with it, and well below.
    private const long MostOfAProcess = 1_700_000_000;

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

    [Fact(Explicit = true)]
    public void A_MoVQGAN_decodes_1024_pixels_in_a_process_of_less_than_two_gigabytes()
    {
        var manifest = Manifest.Read("movqgan_270m");
        SyntheticCheckpoint.Write(folder.File("movqgan_270M.ckpt"), manifest.Tensors);
        using var loaded = ModelLoader.Tokenizer(folder.File("movqgan_270M.ckpt"), CPU, hash: false, TestContext.Current.CancellationToken).Part;
        var tokenizer = Assert.IsType<MoVqGanTokenizer>(loaded);
        using var inference = inference_mode();
        using var tokens = randint(0, tokenizer.CodebookSize, [1, 128 * 128], ScalarType.Int64);
        set_num_threads(Environment.ProcessorCount);

        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Status("VmRSS");
        using var pixels = tokenizer.Decode(tokens, 128, 128);
        var peak = Status("VmHWM");
        // The finest level has 256 channels.
        var layer = sizeof(float) * 256L * 1024 * 1024;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"before {before / 1e6:F0} MB, at the peak {peak / 1e6:F0} MB; a layer {layer / 1e6:F0} MB"));
        Assert.Equal([1, 3, 1024, 1024], pixels.shape);
        Assert.InRange(peak, layer, MostOfAProcess);
    }

    /// <summary>A line of /proc/self/status, in bytes.</summary>
    private static long Status(string name) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
