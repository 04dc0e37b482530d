using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Decoding;
using SoftCfg.ImageTokenizers.MoVqGan;
using SoftCfg.Models.LuminaMGpt;
using SoftCfg.Tests.GoldenHarness;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Prompts;

/// <summary>A folder as Lumina-mGPT 2.0 is published, with random weights: two shards, a real tokenizer, an image tokenizer of four codes.</summary>
internal static class TinyLumina
{
    public static LuminaMGptConfig Config { get; } = new()
    {
        VocabularySize = 6273,
        HiddenSize = 64,
        IntermediateSize = 96,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
    };

    private static readonly MoVqGanConfig Codec = new()
    {
        Network = new()
        {
            LatentChannels = 4,
            Resolution = 32,
            Channels = 32,
            ChannelMultipliers = [1, 1, 1, 1],
            ResidualBlocks = 1,
            AttentionResolutions = [],
        },
        CodebookSize = 4,
        CodeChannels = 4,
    };

    /// <summary>Writes the folder <c>lumina</c> into another.</summary>
    public static string CreateIn(string parent)
    {
        var model = Path.Combine(parent, "lumina");
        Create(model);
        return model;
    }

    /// <summary>Writes the folder.</summary>
    public static void Create(string folder, ScalarType stored = ScalarType.BFloat16)
    {
        Directory.CreateDirectory(folder);
        var sizes = JsonSerializer.SerializeToNode(Config)!.AsObject();
        sizes["model_type"] = "chameleon";
        sizes.Remove("masked_tokens");
        File.WriteAllText(Path.Combine(folder, "config.json"), sizes.ToJsonString());
        File.Copy(Path.Combine(GoldenCases.OwnFolder, "text", "tokenizer-small", "tokenizer.json"), Path.Combine(folder, "tokenizer.json"));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"eos_token": "<|endoftext|>"}""");
        using var scope = NewDisposeScope();
        using var model = new LuminaMGptModel(Config);
        var tensors = Randomised(model, seed: 1).Select(t => (t.Name, Value: t.Value.to(stored))).ToList();
        WriteShards(folder, [.. tensors, ("model.vqmodel.quantize.embedding.weight", ones([3], stored, CPU))]);
        using var codec = new MoVqGanTokenizer(Codec);
        SafetensorsWriter.Write(Path.Combine(folder, "movqgan_270M.safetensors"), Randomised(codec, seed: 2));
    }

    private static void WriteShards(string folder, List<(string Name, Tensor Value)> tensors)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (shard, part) in tensors.Chunk((tensors.Count + 1) / 2).Index())
        {
            var name = $"model-{shard + 1:D5}-of-00002.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), part);
            foreach (var tensor in part)
                places[tensor.Name] = name;
        }
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"),
            JsonSerializer.Serialize(new { metadata = new { }, weight_map = places }));
    }

    /// <summary>Small random weights, norms about 1: the same on every system.</summary>
    private static List<(string Name, Tensor Value)> Randomised(nn.Module module, ulong seed)
    {
        var random = new SampleRandom(seed);
        return module.state_dict().Select((entry, index) =>
        {
            var shape = entry.Value.shape;
            var count = (int)entry.Value.NumberOfElements;
            var spread = shape.Length > 1 ? 1.5 / Math.Sqrt(shape[1..].Aggregate(1L, (product, size) => product * size)) : 0.2;
            var center = shape.Length == 1 && entry.Key.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0;
            var values = Enumerable.Range(0, count).Select(i => (float)(center + spread * (2 * random.Uniform(i, index) - 1))).ToArray();
            return (entry.Key, tensor(values, shape, ScalarType.Float32, CPU));
        }).ToList();
    }
}
