namespace SoftCfg.Runs;

/// <summary>What a worker does.</summary>
public enum WorkerActivity
{
    /// <summary>It samples.</summary>
    Sampling,

    /// <summary>Everything is begun; it waits for the others, or for what they leave.</summary>
    Waiting,

    /// <summary>It has ended: the run is finished.</summary>
    Finished,

    /// <summary>It has ended before: it was stopped, or something was wrong.</summary>
    Stopped,
}
