namespace SoftCfg.Runs;

/// <summary>What a worker did of a run that is finished.</summary>
/// <param name="Folder">The run.</param>
/// <param name="Images">Images that this worker made.</param>
/// <param name="Seconds">Seconds from its beginning, behind the model's loading, to the end of the run.</param>
public sealed record RunOutcome(RunFolder Folder, long Images, double Seconds);
