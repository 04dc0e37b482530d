using SoftCfg.Checkpoints;
using SoftCfg.Families;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Families;

/// <summary>
/// Published checkpoints are recognised by their tensors, and what is built then has the same tensors. Nothing is
/// allocated: models live on the meta device, which knows shapes only.
/// </summary>
public class ManifestTests
{
    private static readonly Device Meta = new(DeviceType.META);

    public static TheoryData<string, string, int, int> Generators() => new()
    {
        { "alitok_b", "AliTok-B", 273, 4096 },
        { "alitok_l", "AliTok-L", 273, 4096 },
        { "alitok_xl", "AliTok-XL", 273, 4096 },
        { "rar_b", "RAR-B", 256, 1024 },
        { "rar_l", "RAR-L", 256, 1024 },
        { "rar_xl", "RAR-XL", 256, 1024 },
        { "rar_xxl", "RAR-XXL", 256, 1024 },
        { "robustok_rar_b", "RobusTok RAR-B", 256, 4096 },
        { "robustok_rar_l", "RobusTok RAR-L", 256, 4096 },
    };

    public static TheoryData<string, string, int, int> Tokenizers() => new()
    {
        { "alitok_tokenizer", "the AliTok tokenizer", 273, 4096 },
        { "maskgit_vqgan", "MaskGIT-VQGAN", 256, 1024 },
        { "movqgan_270m", "MoVQGAN 270M", 1024, 16384 },
        { "robustok_tokenizer", "the RobusTok tokenizer", 256, 4096 },
    };

    [Theory]
    [MemberData(nameof(Generators))]
    public void A_generator_has_the_tensors_of_its_checkpoint(string file, string name, int tokens, int codes)
    {
        using var checkpoint = new ManifestCheckpoint(file);
        var found = Recognise(checkpoint, name, tokens, codes);
        Assert.Equal(1000, found.Classes);
        var family = GeneratorFamily.All.Single(family => family.Name == found.Family);
        var allocated = family.Allocate(found.Config, ScalarType.BFloat16, Meta);
        using var model = allocated.Part;
        AssertSame(allocated.Module, checkpoint);
        Assert.Equal(checkpoint.Manifest.Parameters, checkpoint.Tensors.Sum(tensor => tensor.Elements));
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void An_image_tokenizer_has_the_tensors_of_its_checkpoint(string file, string name, int tokens, int codes)
    {
        using var checkpoint = new ManifestCheckpoint(file);
        var found = Recognise(checkpoint, name, tokens, codes);
        Assert.Equal(0, found.Classes);
        var family = TokenizerFamily.All.Single(family => family.Name == found.Family);
        var allocated = family.Allocate(found.Config, Meta);
        using var tokenizer = allocated.Part;
        Assert.Equal(256, tokenizer.ImageSize);
        using var weights = family.Weights(checkpoint, found.Config);
        AssertSame(allocated.Module, weights);
    }

    [Fact]
    public void Every_manifest_is_tested() => Assert.Equal(
        Directory.EnumerateFiles(ManifestCheckpoint.Folder).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        Generators().Concat(Tokenizers()).Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    private static Recognition Recognise(ManifestCheckpoint checkpoint, string name, int tokens, int codes)
    {
        var found = KnownCheckpoint.Recognise(checkpoint);
        Assert.NotNull(found);
        Assert.Equal((name, tokens, codes), (found.Name, found.Tokens, found.Codes));
        return found;
    }

    private static void AssertSame(nn.Module model, ICheckpoint checkpoint)
    {
        var report = checkpoint.CompareWith(model);
        Assert.True(report.Fits, report.ToString());
        var parameters = model.parameters().ToList();
        Assert.All(parameters, parameter => Assert.Equal(DeviceType.META, parameter.device_type));
        Assert.Equal(checkpoint.Tensors.Sum(tensor => tensor.Elements), parameters.Sum(parameter => parameter.NumberOfElements));
    }
}
