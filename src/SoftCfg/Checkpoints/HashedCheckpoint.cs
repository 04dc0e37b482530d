namespace SoftCfg.Checkpoints;

/// <summary>A checkpoint whose file is hashed as it is read.</summary>
internal sealed class HashedCheckpoint : IDisposable
{
    private readonly FileHash hash;

    private HashedCheckpoint(ICheckpoint checkpoint, FileHash hash) => (Checkpoint, this.hash) = (checkpoint, hash);

    /// <summary>The checkpoint.</summary>
    internal ICheckpoint Checkpoint { get; }

    /// <summary>Bytes that were read for the hash alone.</summary>
    internal long ReadAlone => hash.ReadAlone;

    /// <summary>Opens a file once, for its tensors and its hash.</summary>
    /// <exception cref="CheckpointException">As <see cref="Checkpoints.Checkpoint.Open(string)"/>.</exception>
    internal static HashedCheckpoint Open(string path)
    {
        var file = CheckpointFile.Open(path);
        try
        {
            var checkpoint = Checkpoints.Checkpoint.Open(file, isShard: false);
            // Only now: opening looks here and there, reading tensors goes from start to end.
            file.Hash = new FileHash(file);
            return new(checkpoint, file.Hash);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The SHA-256 of the file, as <see cref="CheckpointHash"/> has it.</summary>
    /// <param name="cancellationToken">Checked every mebibyte.</param>
    internal string Sha256(CancellationToken cancellationToken) => Checkpoint is ShardedCheckpoint
        ? CheckpointHash.Compute(Checkpoint.Path, cancellationToken)
        : hash.Complete(cancellationToken);

    public void Dispose()
    {
        Checkpoint.Dispose();
        hash.Dispose();
    }
}
