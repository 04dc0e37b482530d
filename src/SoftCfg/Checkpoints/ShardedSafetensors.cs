using System.Text.Json;
using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>A checkpoint in several files, listed by an index such as <c>model.safetensors.index.json</c>.</summary>
/// <remarks>Source: Hugging Face transformers, <c>load_sharded_checkpoint</c>.</remarks>
public sealed class ShardedSafetensors : ICheckpoint
{
    private const long MaximumIndexBytes = 64 << 20;

    private readonly CheckpointFile index;
    private readonly Dictionary<string, SafetensorsFile> shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsFile> places = new(StringComparer.Ordinal);
    private readonly List<TensorInfo> tensors = [];
    private readonly Dictionary<string, string> metadata = [];

    private ShardedSafetensors(CheckpointFile index) => this.index = index;

    /// <inheritdoc/>
    public string Path => index.Path;

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors => tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Opens an index and every shard it names, which must be beside it.</summary>
    /// <param name="path">The index.</param>
    /// <returns>The checkpoint; dispose it to close the files.</returns>
    /// <exception cref="CheckpointException">The index or a shard cannot be read, or they do not agree.</exception>
    public static ShardedSafetensors Open(string path)
    {
        var file = CheckpointFile.Open(path);
        try
        {
            return Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name) => places.TryGetValue(name, out var shard)
        ? shard.Read(name)
        : throw CheckpointErrors.NoSuchTensor(this, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in shards.Values)
            shard.Dispose();
        index.Dispose();
    }

    /// <summary>Takes ownership of an open index, unless it fails.</summary>
    internal static ShardedSafetensors Open(CheckpointFile index)
    {
        var checkpoint = new ShardedSafetensors(index);
        try
        {
            checkpoint.ReadIndex();
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private void ReadIndex()
    {
        if (index.Length > MaximumIndexBytes)
            throw index.Error($"this text of {index.Length} bytes is no weights file, and too long for an index.");
        try
        {
            using var document = JsonDocument.Parse(index.Read(0, index.Length, "the index"), new() { MaxDepth = 8 });
            var root = document.RootElement;
            if (root.TryGetProperty("error", out var error))
            {
                throw index.Error("this is an error message of a failed download, not weights: " +
                    Excerpt(error.ToString()));
            }
            if (!root.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
                throw index.Error("this JSON file has no weight_map, so it is not the index of a sharded checkpoint.");
            if (root.TryGetProperty("metadata", out var extra) && extra.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in extra.EnumerateObject())
                    metadata[property.Name] = property.Value.ToString();
            }
            foreach (var property in map.EnumerateObject())
                AddTensor(property.Name, property.Value);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw index.Error($"this text is not the JSON index of a sharded checkpoint: {e.Message}", e);
        }
    }

    private void AddTensor(string name, JsonElement shardName)
    {
        if (shardName.ValueKind != JsonValueKind.String)
            throw index.Error($"weight_map names no file for tensor '{name}'.");
        var shard = FindShard(shardName.GetString()!);
        var info = shard.Find(name) ?? throw index.Error(
            $"tensor '{name}' should be in {shardName}, but is not. Index and shards are of different models: " +
            "download all again.");
        if (!places.TryAdd(name, shard))
            throw index.Error($"weight_map has tensor '{name}' twice.");
        tensors.Add(info);
    }

    private SafetensorsFile FindShard(string name)
    {
        if (shards.TryGetValue(name, out var shard))
            return shard;
        // A name with a separator could point anywhere on the machine.
        if (name is "" or "." or ".." || name.AsSpan().IndexOfAny("/\\:\0") >= 0)
        {
            throw index.Error($"weight_map names the shard '{Excerpt(name)}'; " +
                "expected a plain file name beside the index.");
        }
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(index.Path))!;
        var path = System.IO.Path.Combine(folder, name);
        if (!File.Exists(path))
            throw index.Error($"the shard '{name}' is missing beside it. Download all shards into one folder.");
        shard = SafetensorsFile.Open(path);
        shards.Add(name, shard);
        return shard;
    }

    private static string Excerpt(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
