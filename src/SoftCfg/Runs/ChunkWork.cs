namespace SoftCfg.Runs;

/// <summary>A chunk on its way from sampling to its record. By reference: two of one chunk are two works.</summary>
/// <param name="claim">The claim on it.</param>
/// <param name="files">Its files.</param>
internal sealed class ChunkWork(ChunkClaim claim, ChunkFiles files)
{
    /// <summary>The claim on it.</summary>
    internal ChunkClaim Claim => claim;

    /// <summary>Its files.</summary>
    internal ChunkFiles Files => files;

    /// <summary>Seconds that sampling took; known before its last image is handed over.</summary>
    internal double Seconds { get; set; }
}
