using SoftCfg.Families;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Families;

/// <summary>What every family must say of itself.</summary>
public class ModelFamilyTests
{
    [Fact]
    public void Every_family_is_listed() => Assert.Equal(
        typeof(ModelFamily).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ModelFamily))).Select(type => type.Name)
            .Order(StringComparer.Ordinal),
        ModelFamily.All.Select(family => family.GetType().Name));

    [Fact]
    public void Families_are_known_by_their_parts()
    {
        Assert.Equal(["alitok", "rar"], GeneratorFamily.All.Select(family => family.Name));
        Assert.Equal(["alitok", "maskgit-vq", "movqgan", "robustok"], TokenizerFamily.All.Select(family => family.Name));
        Assert.Equal(["alitok", "rar", "robustok"], ConfigurationFormat.All.Select(format => format.Family));
    }

    [Fact]
    public void Configurations_give_every_size_of_their_generator() => Assert.All(ConfigurationFormat.All, format => Assert.Equal(
        format.Generator.Published[0].Sizes.Keys.Order(StringComparer.Ordinal),
        format.GeneratorKeys.Select(key => key.Name).Order(StringComparer.Ordinal)));

    [Fact]
    public void Defaults_of_a_tokenizer_s_settings_make_one_and_keys_are_its_own() =>
        Assert.All(ConfigurationFormat.All.Where(format => format.Tokenizer is not null), format =>
        {
            format.Tokenizer!.Validate(format.TokenizerDefaults());
            Assert.All(format.TokenizerKeys.Where(key => key.Supported is null),
                key => Assert.True(format.TokenizerDefaults().TryGetProperty(key.Name, out _), key.Name));
        });

    [Fact]
    public void A_mark_that_formats_share_is_one_s_own_without_further_marks() => Assert.All(
        ConfigurationFormat.All.GroupBy(format => format.Mark),
        formats => Assert.Single(formats, format => format.FurtherMarks.Count == 0));

    [Fact]
    public void A_published_generator_is_described_by_its_sizes_as_by_its_tensors()
    {
        foreach (var name in (string[])["alitok_b", "rar_b", "robustok_rar_l"])
        {
            using var checkpoint = new ManifestCheckpoint(name);
            var found = KnownCheckpoint.Recognise(checkpoint)!;
            var family = GeneratorFamily.All.Single(family => family.Name == found.Family);
            var described = family.Describe(found.Config);
            Assert.Equal((found.Name, found.Tokens, found.Codes, found.Classes, found.Guidance, true),
                (described.Name, described.Tokens, described.Codes, described.Classes, described.Guidance, described.IsPublished));
            using var outline = family.Allocate(found.Config, ScalarType.Float32, new Device(TorchSharp.DeviceType.META)).Part;
            Assert.Equal(found.Tokens, outline.SequenceLength);
        }
    }
}
