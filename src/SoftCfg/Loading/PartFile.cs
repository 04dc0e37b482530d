using SoftCfg.Checkpoints;

namespace SoftCfg.Loading;

/// <summary>The file of a part, open once: for what it is, its weights and, where that is asked for, its hash.</summary>
internal sealed class PartFile : IDisposable
{
    private readonly HashedCheckpoint? hashed;

    /// <summary>Opens it.</summary>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    internal PartFile(string path, bool hash)
    {
        hashed = hash ? HashedCheckpoint.Open(path) : null;
        Checkpoint = hashed?.Checkpoint ?? Checkpoints.Checkpoint.Open(path);
    }

    /// <summary>Its tensors.</summary>
    internal ICheckpoint Checkpoint { get; }

    /// <summary>Its hash; null where nobody asked for it.</summary>
    internal string? Sha256(CancellationToken cancellationToken) => hashed?.Sha256(cancellationToken);

    public void Dispose()
    {
        Checkpoint.Dispose();
        hashed?.Dispose();
    }
}
