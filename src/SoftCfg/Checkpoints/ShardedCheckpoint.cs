using System.Collections.ObjectModel;
using SoftCfg.Files;
using static TorchSharp.torch;

namespace SoftCfg.Checkpoints;

/// <summary>
/// A checkpoint in several files, listed by an index such as <c>model.safetensors.index.json</c> or
/// <c>pytorch_model.bin.index.json</c>. Each shard is a weights file of any kind.
/// </summary>
public sealed class ShardedCheckpoint : ICheckpoint
{
    private readonly CheckpointFile indexFile;
    private readonly Dictionary<string, Shard> shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Shard> places = new(StringComparer.Ordinal);
    private readonly List<TensorInfo> tensors = [];

    private ShardedCheckpoint(CheckpointFile indexFile) => this.indexFile = indexFile;

    /// <inheritdoc/>
    public string Path => indexFile.Path;

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors => tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Opens an index and every shard it names, which must be beside it.</summary>
    /// <param name="path">The index.</param>
    /// <returns>The checkpoint; dispose it to close the files.</returns>
    /// <exception cref="CheckpointException">The index or a shard cannot be read, or they do not agree.</exception>
    public static ShardedCheckpoint Open(string path)
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
        ? shard.Checkpoint.Read(name)
        : throw CheckpointErrors.NoSuchTensor(this, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in shards.Values)
            shard.Checkpoint.Dispose();
        indexFile.Dispose();
    }

    /// <summary>Takes ownership of an open index, unless it fails.</summary>
    internal static ShardedCheckpoint Open(CheckpointFile file)
    {
        var checkpoint = new ShardedCheckpoint(file);
        try
        {
            checkpoint.OpenShards(ShardIndex.Read(file));
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private void OpenShards(ShardIndex index)
    {
        Metadata = index.Metadata;
        foreach (var (name, shardName) in index.Places)
        {
            if (!shards.TryGetValue(shardName, out var shard))
                shards.Add(shardName, shard = OpenShard(index, shardName));
            tensors.Add(shard.Tensors.GetValueOrDefault(name) ?? throw indexFile.Error(
                $"tensor '{ForeignText.Show(name)}' should be in {ForeignText.Show(shardName)}, but is not. Index and " +
                "shards are of different models: download all again."));
            places.Add(name, shard);
        }
    }

    private Shard OpenShard(ShardIndex index, string name)
    {
        var path = index.PathOf(name);
        if (!File.Exists(path))
        {
            throw indexFile.Error($"the shard '{ForeignText.Show(name)}' is missing beside it. Download all shards into one " +
                "folder.");
        }
        var checkpoint = Checkpoint.OpenShard(path);
        return new Shard(checkpoint, checkpoint.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal));
    }

    private sealed record Shard(ICheckpoint Checkpoint, IReadOnlyDictionary<string, TensorInfo> Tensors);
}
