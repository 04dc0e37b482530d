using SoftCfg.Families;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Loading;

/// <summary>Published models without their weights.</summary>
public class SyntheticModelTests
{
    public static TheoryData<string> Names() => new(SyntheticModel.Names);

    [Fact]
    public void Every_published_model_is_called_as_its_settings_are()
    {
        Assert.Equal(["alitok-b", "alitok-l", "alitok-xl", "rar-b", "rar-l", "rar-xl", "rar-xxl", "robustok-rar-b", "robustok-rar-l"],
            SyntheticModel.Names);
        Assert.All(PublishedModels.All, model => Assert.All(model.Settings, settings => Assert.StartsWith($"{model.ShortName}-", settings.Name)));
        Assert.Equal("RobusTok RAR-L", PublishedModels.Find("RobusTok-RAR-L")!.Name);
        Assert.Same(PublishedModels.Find("robustok-rar-l"), PublishedModels.Find("robustok rar-l"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_published_model_is_allocated_at_its_size(string name)
    {
        var published = PublishedModels.Find(name)!;
        // Shapes without memory.
        using var model = SyntheticModel.Allocate(published, ScalarType.Float32, new Device(DeviceType.META)).Part;
        Assert.Equal((published.Sizes["image_seq_len"], published.Sizes["codebook_size"], published.Sizes["condition_num_classes"]),
            (model.SequenceLength, model.CodebookSize, model.ClassCount));
    }

    public static TheoryData<string> Families() => new(GeneratorFamily.All.Select(family => family.Name));

    [Theory]
    [MemberData(nameof(Families))]
    public void Logits_are_finite_and_differ_and_weights_follow_the_seed(string family)
    {
        using var scope = NewDisposeScope();
        var (one, same, other) = (Logits(family, seed: 1), Logits(family, seed: 1), Logits(family, seed: 2));
        Assert.All(Tensors.Floats(one), logit => Assert.InRange(logit, -100f, 100f));
        Assert.InRange(one.std().item<float>(), 0.1f, 10f);
        Assert.True(Tensors.AreEqual(one, same));
        Assert.False(Tensors.AreEqual(one, other));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Norms_are_one_biases_nothing_and_products_keep_the_size_of_what_goes_through(string family)
    {
        using var scope = NewDisposeScope();
        var model = Tiny(family, seed: 1).Module;
        foreach (var (name, parameter) in model.named_parameters().Where(entry => entry.parameter.dim() == 1))
        {
            var expected = name.EndsWith("weight", StringComparison.Ordinal) ? 1f : 0f;
            Assert.All(Tensors.Floats(parameter), value => Assert.Equal(expected, value));
        }
        var layers = model.modules().OfType<Projection>().ToList();
        Assert.NotEmpty(layers);
        Assert.All(layers, layer =>
        {
            var weights = layer.parameters().First(parameter => parameter.dim() == 2);
            Assert.Equal(1, weights.std().item<float>() * Math.Sqrt(weights.shape[1]), 0.1);
        });
    }

    [Fact]
    public void A_model_that_is_not_known_is_refused_with_those_that_are()
    {
        var e = Assert.Throws<ArgumentException>(() => SyntheticModel.Create("alitok-c", cancellationToken: TestContext.Current.CancellationToken));
        Assert.StartsWith("There is no published model 'alitok-c'; did you mean 'alitok-b'? There are alitok-b, alitok-l, ", e.Message);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var model = SyntheticModel.Allocate(Small(PublishedModels.All[0]), ScalarType.Float32, CPU).Part;
        Assert.Throws<OperationCanceledException>(() => SyntheticModel.Fill((nn.Module)model, 0, new CancellationToken(canceled: true)));
    }

    /// <summary>Logits behind the context of a class: [V].</summary>
    private static Tensor Logits(string family, ulong seed)
    {
        var model = Tiny(family, seed).Part;
        var context = model.Context(3).ToArray();
        using var cache = model.CreateCache(1, 8);
        using var pass = new ForwardPass(tensor(context).unsqueeze(0), [0], cache) { Conditions = tensor(new[] { context[^1] }) };
        return model.Forward(pass, cache)[0, -1];
    }

    /// <summary>A family's smallest model with fewer and smaller layers.</summary>
    private static Allocated<ICausalImageModel> Tiny(string family, ulong seed)
    {
        var published = PublishedModels.All.First(model => model.Family == family);
        var tiny = SyntheticModel.Allocate(Small(published), ScalarType.Float32, CPU);
        SyntheticModel.Fill(tiny.Module, seed, TestContext.Current.CancellationToken);
        return tiny;
    }

    private static PublishedModel Small(PublishedModel published)
    {
        Dictionary<string, int> small = new(StringComparer.Ordinal)
        {
            ["hidden_size"] = 64,
            ["num_hidden_layers"] = 3,
            ["num_attention_heads"] = 4,
            ["intermediate_size"] = 128,
            ["codebook_size"] = 64,
        };
        return published with { Sizes = published.Sizes.ToDictionary(size => size.Key, size => small.GetValueOrDefault(size.Key, size.Value)) };
    }
}
