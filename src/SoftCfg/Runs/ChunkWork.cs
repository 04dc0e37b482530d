namespace SoftCfg.Runs;

/// <summary>A chunk on its way from sampling to its record.</summary>
/// <param name="Claim">The claim on it.</param>
/// <param name="Files">Its files.</param>
internal sealed record ChunkWork(ChunkClaim Claim, ChunkFiles Files)
{
    /// <summary>Seconds that sampling took; known before its last image is handed over.</summary>
    internal double Seconds { get; set; }
}
