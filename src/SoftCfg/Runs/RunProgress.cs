namespace SoftCfg.Runs;

/// <summary>How far a run is, as one of its workers knows.</summary>
/// <param name="Images">Images in finished chunks, of all workers, as far as this one has seen.</param>
/// <param name="AtWork">Images that this worker has sampled of chunks that are not finished, parts of images included.</param>
/// <param name="Count">Images of the run.</param>
/// <param name="Found">Images that were finished when this worker began.</param>
/// <param name="Activity">What the worker does.</param>
public readonly record struct RunProgress(long Images, double AtWork, long Count, long Found, WorkerActivity Activity);
