namespace SoftCfg.Runs;

/// <summary>What a look at every file of a run came to.</summary>
/// <param name="Chunks">Chunks of the run.</param>
/// <param name="Finished">Chunks that have a record.</param>
/// <param name="Files">Files that were compared with their record.</param>
/// <param name="Damaged">Those that are not what the record says, in the order of their chunks.</param>
public sealed record RunVerification(int Chunks, int Finished, long Files, IReadOnlyList<DamagedFile> Damaged)
{
    /// <summary>Whether every chunk is finished and every file as it was written.</summary>
    public bool IsComplete => Finished == Chunks && Damaged.Count == 0;
}
