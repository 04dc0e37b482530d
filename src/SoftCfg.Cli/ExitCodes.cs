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

    /// <summary>Stopped by Ctrl-C or SIGTERM, as shells number it.</summary>
    public const int Interrupted = 130;
}
