namespace SoftCfg.Cli;

/// <summary>What the exit codes of <c>softcfg</c> mean.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Something failed that should not.</summary>
    public const int Failure = 1;

    /// <summary>The command line, a file or a folder cannot be used as it is.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM, as shells number the first.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped because the terminal went away (SIGHUP), as shells number it.</summary>
    public const int HungUp = 129;

    /// <summary>Stopped because nobody reads standard output any more, as shells number it (SIGPIPE).</summary>
    public const int OutputClosed = 141;
}
