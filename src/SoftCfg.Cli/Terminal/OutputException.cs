namespace SoftCfg.Cli.Terminal;

/// <summary>Standard output cannot be written.</summary>
/// <param name="reason">A sentence.</param>
/// <param name="inner">What the system said.</param>
internal class OutputException(string reason, Exception? inner = null)
    : IOException($"standard output cannot be written: {reason}", inner);
