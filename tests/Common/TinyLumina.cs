using System.Buffers.Binary;
using System.Globalization;
using System.Text;
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
        var model = Tensors("model", seed: 1).Append(("model.vqmodel.quantize.embedding.weight", [3], [1, 1, 1])).ToList();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (shard, part) in model.Chunk((model.Count + 1) / 2).Index())
        {
            var name = $"model-{shard + 1:D5}-of-00002.safetensors";
            Write(Path.Combine(folder, name), part, "BF16");
            foreach (var tensor in part)
                places[tensor.Name] = name;
        }
        File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"),
            JsonSerializer.Serialize(new { metadata = new { }, weight_map = places }));
        Write(Path.Combine(folder, "movqgan_270M.safetensors"), [.. Tensors("codec", seed: 2)], "F32");
    }

    /// <summary>Small random weights, norms about 1: the same on every system.</summary>
    private static IEnumerable<(string Name, int[] Shape, float[] Values)> Tensors(string part, int seed)
    {
        var random = new Random(seed);
        var lines = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "lumina-tensors.txt"))
            .SkipWhile(line => !line.StartsWith($"# {part}:", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line[0] != '#');
        foreach (var words in lines.Select(line => line.Split(' ')))
        {
            var shape = words[1..].Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            var spread = shape.Length > 1 ? 1.5 / Math.Sqrt(shape[1..].Aggregate(1, (product, size) => product * size)) : 0.2;
            var center = shape.Length == 1 && words[0].EndsWith("weight", StringComparison.Ordinal) ? 1 : 0;
            var values = new float[shape.Aggregate(1, (product, size) => product * size)];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(center + spread * (2 * random.NextDouble() - 1));
            yield return (words[0], shape, values);
        }
    }

    private static void Write(string path, IReadOnlyList<(string Name, int[] Shape, float[] Values)> tensors, string dtype)
    {
        var bytes = dtype == "BF16" ? 2 : 4;
        var (entries, offset) = (new Dictionary<string, object>(StringComparer.Ordinal), 0);
        foreach (var (name, shape, values) in tensors)
        {
            entries[name] = new { dtype, shape, data_offsets = new[] { offset, offset + bytes * values.Length } };
            offset += bytes * values.Length;
        }
        var header = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entries));
        var content = new byte[8 + header.Length + offset];
        BinaryPrimitives.WriteInt64LittleEndian(content, header.Length);
        header.CopyTo(content, 8);
        var at = 8 + header.Length;
        foreach (var value in tensors.SelectMany(tensor => tensor.Values))
        {
            if (bytes == 4)
                BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(at), (ushort)((BitConverter.SingleToUInt32Bits(value) + 0x8000) >> 16));
            at += bytes;
        }
        File.WriteAllBytes(path, content);
    }
}
