using SoftCfg.Checkpoints;
using SoftCfg.Guidance;
using SoftCfg.Labels;
using SoftCfg.Loading;
using SoftCfg.Tests.Families;
using SoftCfg.Tests.GoldenHarness;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Loading;

/// <summary>Models found from their checkpoints, without a model.json.</summary>
public sealed class ModelFinderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_generator_brings_the_image_tokenizer_beside_it()
    {
        var file = Copy("rar", "weights-ar", "generator.safetensors");
        Copy("rar", "weights-maskgit-vq", "vq.safetensors");
        File.WriteAllText(folder.File("notes.bin"), "no checkpoint");

        var found = ModelDescription.Find(file);
        Assert.Equal(("rar", "maskgit-vq"), (found.Generator.Family, found.Tokenizer.Family));
        Assert.Equal(10, found.Classes.Count);
        Assert.Equal((ConfidenceSource.Maximum, WeightAlignment.Released), (found.Guidance.Confidence, found.Guidance.Alignment));
        using var generator = ImageGenerator.Load(found, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((16, 64), (generator.TokensPerImage, generator.ImageSize));
    }

    [Fact]
    public void A_folder_with_one_generator_is_enough() =>
        Assert.Equal(ModelDescription.Find(TinyPair()).Generator.File, ModelDescription.Find(folder.Path).Generator.File);

    [Fact]
    public void A_found_model_is_the_described_one()
    {
        var found = ModelDescription.Find(TinyPair());
        var described = TinyModel.Create(folder.File("described"));
        Assert.Equal(described.Generator.Config.GetProperty("hidden_size").GetInt32(), found.Generator.Config.GetProperty("hidden_size").GetInt32());
        Assert.Equal(Tokens(described), Tokens(found));
    }

    [Fact]
    public void Of_several_generators_none_is_guessed()
    {
        TinyPair();
        Copy("rar", "weights-ar", "other.safetensors");
        Refuses(() => ModelDescription.Find(folder.Path), folder.Path, "which generator is meant? There is " +
            "generator.safetensors (RAR of 3 layers, 64 channels, 16 tokens of 32 codes); other.safetensors (");
    }

    [Fact]
    public void Of_several_image_tokenizers_none_is_guessed_but_one_may_be_named()
    {
        var file = TinyPair();
        var other = Copy("rar", "weights-maskgit-vq", "other.safetensors");
        Refuses(() => ModelDescription.Find(file), file, "which image tokenizer is meant? There is other.safetensors (");
        Assert.Equal(other, ModelDescription.Find(file, other).Tokenizer.File);
    }

    [Fact]
    public void A_generator_alone_asks_for_its_image_tokenizer()
    {
        var file = Copy("alitok", "weights-ar", "alitok.safetensors");
        Copy("rar", "weights-maskgit-vq", "vq.safetensors");
        Refuses(() => ModelDescription.Find(file), file, "this is AliTok of 3 layers, 64 channels, 273 tokens of 64 codes; " +
            "the image tokenizer of those tokens is not beside it. There is vq.safetensors (");
    }

    [Fact]
    public void A_folder_without_a_generator_says_what_it_holds()
    {
        Copy("rar", "weights-maskgit-vq", "vq.safetensors");
        Refuses(() => ModelDescription.Find(folder.Path), folder.Path,
            "the folder holds no model.json and no generator's checkpoint. There is vq.safetensors (a MaskGIT-VQGAN of");
    }

    [Fact]
    public void Generator_and_image_tokenizer_must_belong_together()
    {
        var generator = Copy("alitok", "weights-ar", "alitok.safetensors");
        var tokenizer = Copy("rar", "weights-maskgit-vq", "vq.safetensors");
        Refuses(() => ModelDescription.Find(generator, tokenizer), tokenizer, $"this is a MaskGIT-VQGAN of 5 levels, 32 channels, " +
            $"256 tokens of 32 codes, but {generator} is AliTok of 3 layers, 64 channels, 273 tokens of 64 codes: they do not belong");
    }

    [Fact]
    public void The_two_must_not_be_mixed_up()
    {
        var generator = TinyPair();
        var tokenizer = folder.File("vq.safetensors");
        Refuses(() => ModelDescription.Find(tokenizer), tokenizer, "a generator is needed here.");
        Refuses(() => ModelDescription.Find(generator, generator), generator, "a generator; an image tokenizer is needed here.");
    }

    [Fact]
    public void What_is_no_model_says_what_it_holds()
    {
        var file = folder.File("features.safetensors");
        File.Copy(Path.Combine(GoldenCases.OwnFolder, "checkpoints", "good.safetensors"), file);
        Refuses(() => ModelDescription.Find(file), file, "this is no model known here (generators alitok, rar; " +
            "image tokenizers alitok, maskgit-vq, movqgan, robustok). It holds ");
        Refuses(() => ModelDescription.Find(folder.File("nowhere")), folder.File("nowhere"), "there is no such file or folder.");
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_when_it_is_meant()
    {
        var file = TinyPair();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^100]);
        var error = Assert.Throws<CheckpointException>(() => ModelDescription.Find(file));
        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
        Refuses(() => ModelDescription.Find(folder.Path), folder.Path, "no generator's checkpoint");
    }

    [Fact]
    public void A_model_folder_names_its_own_image_tokenizer()
    {
        var described = folder.File("described");
        TinyModel.Create(described);
        Assert.Equal("tiny", ModelDescription.Find(described).Name);
        Refuses(() => ModelDescription.Find(described, TinyPair()), described, "the folder's model.json names its image tokenizer");
    }

    [Fact]
    public void A_thousand_classes_are_those_of_ImageNet()
    {
        var generator = folder.File("rar_b.bin");
        // A directory alone: no storage is read to find out what a file is.
        SyntheticCheckpoint.Write(generator, [.. Manifest.Read("rar_b").Tensors.Select(t => t with { Shape = Small(t.Name, t.Shape) })]);
        Copy("rar", "weights-maskgit-vq", "vq.safetensors");
        Assert.Same(ClassNames.ImageNet.Names, ModelDescription.Find(generator).Classes);
    }

    [Fact]
    public void Weights_of_other_sizes_than_described_are_named()
    {
        TinyModel.Create(folder.File("described"));
        var description = Path.Combine(folder.File("described"), ModelDescription.FileName);
        File.WriteAllText(description, File.ReadAllText(description).Replace("\"hidden_size\": 64", "\"hidden_size\": 128"));
        var error = Assert.Throws<CheckpointException>(() => ImageGenerator.Load(ModelDescription.Read(folder.File("described")),
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.EndsWith("generator.safetensors: this is RAR of 3 layers, 64 channels, 16 tokens of 32 codes, but tiny was asked " +
            "for: hidden_size is 64 instead of 128. Is this the right file?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_weights_are_refused_by_name()
    {
        var file = TinyPair();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        using (var checkpoint = Checkpoint.Open(file))
        {
            foreach (var info in checkpoint.Tensors)
                tensors.Add(info.Name, checkpoint.Read(info.Name));
        }
        tensors["lm_head.bias"][3] = float.NaN;
        SafetensorsWriter.Write(file, tensors.Select(t => (t.Key, t.Value)));
        var error = Assert.Throws<CheckpointException>(() => ImageGenerator.Load(ModelDescription.Find(file),
            cancellationToken: TestContext.Current.CancellationToken));
        Assert.StartsWith($"{file}: tensor 'lm_head.bias' holds NaN or infinite weights.", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The tiny sizes of the golden RAR with ImageNet's number of classes.</summary>
    private static long[] Small(string name, long[] shape) => name switch
    {
        "embeddings.weight" => [32 + 1 + 1000 + 1, 64],
        "lm_head.weight" => [32, 64],
        "timesteps_embeddings" => [1, 116, 64],
        _ when name.Contains("_norm.", StringComparison.Ordinal) => [16],
        _ => [.. shape.Select(size => Math.Min(size, 128))],
    };

    private static long[] Tokens(ModelDescription model)
    {
        using var generator = ImageGenerator.Load(model, cancellationToken: TestContext.Current.CancellationToken);
        return generator.Generate(new GenerationOptions { Classes = [3] }, cancellationToken: TestContext.Current.CancellationToken)
            .Single().Tokens.ToArray();
    }

    /// <summary>A generator and its image tokenizer, side by side.</summary>
    private string TinyPair()
    {
        Copy("rar", "weights-maskgit-vq", "vq.safetensors");
        return Copy("rar", "weights-ar", "generator.safetensors");
    }

    private string Copy(string family, string weights, string name)
    {
        File.Copy(Path.Combine(GoldenCases.OwnFolder, family, weights, "weights.safetensors"), folder.File(name));
        return folder.File(name);
    }

    private static void Refuses(Action find, string path, string message)
    {
        var error = Assert.Throws<CheckpointException>(find);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
