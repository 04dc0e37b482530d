using System.Text.Json;

namespace SoftCfg.Tests.Common;

/// <summary>
/// A folder as Lumina-mGPT 2.0 is published, with random weights: two shards, a real tokenizer, an image tokenizer of four codes. Written
/// independently of the library, in a fraction of a second.
/// </summary>
internal static class TinyLumina
{
    public const string Configuration =
        """
        {"vocab_size":6273,"hidden_size":64,"intermediate_size":96,"num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,"rms_norm_eps":1E-05,"rope_theta":10000,"model_parallel_size":1,"attention_bias":false,"mlp_bias":false,"mask_image_logits":false,"swin_norm":false,"tie_word_embeddings":false,"hidden_act":"silu","model_type":"chameleon"}
        """;

    private const string List = "lumina-tensors.txt";

    private static readonly Lazy<string> Made = new(() =>
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "lumina");
        Create(folder);
        return folder;
    });

    /// <summary>One for all tests that change nothing in it.</summary>
    public static string Shared => Made.Value;

    /// <summary>Writes the folder <c>lumina</c> into another.</summary>
    public static string CreateIn(string parent)
    {
        var folder = Path.Combine(parent, "lumina");
        Create(folder);
        return folder;
    }

    /// <summary>Writes the folder.</summary>
    public static void Create(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), Configuration);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "lumina-tokenizer.json"), Path.Combine(folder, "tokenizer.json"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"eos_token": "<|endoftext|>"}""");
        var model = RandomCheckpoint.Tensors(List, "model", seed: 1).Append(("model.vqmodel.quantize.embedding.weight", [3], [1, 1, 1])).ToList();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (shard, part) in model.Chunk((model.Count + 1) / 2).Index())
        {
            var name = $"model-{shard + 1:D5}-of-00002.safetensors";
            RandomCheckpoint.Write(Path.Combine(folder, name), part, "BF16");
            foreach (var tensor in part)
                places[tensor.Name] = name;
        }
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"),
            JsonSerializer.Serialize(new { metadata = new { }, weight_map = places }));
        RandomCheckpoint.Write(Path.Combine(folder, "movqgan_270M.safetensors"), [.. RandomCheckpoint.Tensors(List, "codec", seed: 2)]);
    }
}
