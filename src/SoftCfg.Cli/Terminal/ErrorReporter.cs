using System.Runtime.InteropServices;
using SoftCfg.Native;

namespace SoftCfg.Cli.Terminal;

/// <summary>Says what went wrong in one line on standard error, and which exit code that is.</summary>
internal static class ErrorReporter
{
    /// <summary>Set to 1, it prints the stack trace of every failure.</summary>
    public const string DebugVariable = "SOFTCFG_DEBUG";

    public static int Report(Exception exception, Session session)
    {
        var code = CodeOf(exception);
        session.Note(code == ExitCodes.Failure ? Unexpected(exception) : Expected(exception));
        if (IsDebugging)
            session.Error.Write($"{exception}\n");
        return code;
    }

    private static bool IsDebugging => Environment.GetEnvironmentVariable(DebugVariable) == "1";

    private static int CodeOf(Exception exception) => exception switch
    {
        OperationCanceledException => ExitCodes.Interrupted,
        OutputClosedException => ExitCodes.OutputClosed,
        UsageException or IOException or UnauthorizedAccessException => ExitCodes.BadInput,
        _ when IsOutOfMemory(exception) => ExitCodes.BadInput,
        _ => ExitCodes.Failure,
    };

    private static string Expected(Exception exception) => IsOutOfMemory(exception)
        ? "not enough memory for this. Give a smaller --batch or --count, or files of a smaller model."
        : OneLine(exception.Message);

    /// <summary>libtorch has no exception of its own for it, only words.</summary>
    private static bool IsOutOfMemory(Exception exception) => exception is OutOfMemoryException ||
        (exception is ExternalException && (
            exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase) ||
            exception.Message.Contains("can't allocate memory", StringComparison.Ordinal)));

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
