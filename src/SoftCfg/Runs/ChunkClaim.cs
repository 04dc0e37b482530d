namespace SoftCfg.Runs;

/// <summary>A chunk that this worker does and others leave alone.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Generation">How often it was claimed before.</param>
internal sealed record ChunkClaim(RunChunk Chunk, int Generation)
{
    /// <summary>Removes the claim, of a chunk that is finished or given up, and those of the dead before it.</summary>
    internal void Release(RunLayout layout)
    {
        for (var generation = Generation; generation >= 0; generation--)
        {
            try
            {
                File.Delete(layout.Claim(Chunk.Number, generation));
            }
            // It stays, and says of a worker that has ended, or of a chunk that is finished: it hinders nobody.
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }
}
