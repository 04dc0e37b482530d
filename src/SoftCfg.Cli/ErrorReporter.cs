using SoftCfg.Native;

namespace SoftCfg.Cli;

/// <summary>Says what went wrong in one line on standard error, and which exit code that is.</summary>
internal static class ErrorReporter
{
    /// <summary>Set to 1, it prints the stack trace of every failure.</summary>
    public const string DebugVariable = "SOFTCFG_DEBUG";

    public static int Report(Exception exception, Session session)
    {
        var code = CodeOf(exception);
        session.Note(code == ExitCodes.Failure ? Unexpected(exception) : OneLine(exception.Message));
        if (IsDebugging)
            session.Error.Profile.Out.Writer.WriteLine(exception);
        return code;
    }

    private static bool IsDebugging => Environment.GetEnvironmentVariable(DebugVariable) == "1";

    private static int CodeOf(Exception exception) => exception switch
    {
        OperationCanceledException => ExitCodes.Interrupted,
        UsageException or IOException or UnauthorizedAccessException => ExitCodes.BadInput,
        _ => ExitCodes.Failure,
    };

    private static string Unexpected(Exception exception)
    {
        // The runtime wraps what a native library's loader throws, sometimes more than once.
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is TorchNativeLibraryException)
                return OneLine(inner.Message);
        }
        var hint = IsDebugging ? "" : $" Set {DebugVariable}=1 to see where.";
        return $"unexpected failure: {exception.GetType().Name}: {OneLine(exception.Message)}{hint}";
    }

    private static string OneLine(string message) => string.Join("; ", message
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
