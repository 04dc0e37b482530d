namespace SoftCfg.Runs;

/// <summary>A file of a run that is not what its record says.</summary>
/// <param name="Chunk">The chunk that it belongs to.</param>
/// <param name="Name">Its path below the folder of the run; that of the record where the record is the damage.</param>
/// <param name="Problem">What is wrong, in words.</param>
public sealed record DamagedFile(int Chunk, string Name, string Problem);
