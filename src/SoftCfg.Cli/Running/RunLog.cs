using System.Globalization;
using Microsoft.Extensions.Logging;
using SoftCfg.Cli.Terminal;
using SoftCfg.Files;

namespace SoftCfg.Cli.Running;

/// <summary>Adds what happens to a file: a line of JSON each, with the time, the level, the message and its values.</summary>
/// <param name="file">The file; null where nothing is logged.</param>
internal sealed class RunLog(LineFile? file) : ILogger, IDisposable
{
    /// <summary>Opens the file of a worker.</summary>
    /// <param name="path">What <c>--log</c> says; null when it was not given.</param>
    /// <param name="rank">The worker: each has a file of its own, because not every file system adds lines of several without loss.</param>
    public static RunLog Open(string? path, int rank)
    {
        if (path is null)
            return new RunLog(null);
        if (rank > 0)
            path = Path.ChangeExtension(path, rank.ToString(CultureInfo.InvariantCulture) + Path.GetExtension(path));
        try
        {
            return new RunLog(new LineFile(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--log: cannot write '{path}': {e.Message}");
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => file is not null && logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var values = (state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
            .Where(pair => pair.Key != "{OriginalFormat}").ToDictionary(pair => pair.Key, pair => pair.Value?.ToString(), StringComparer.Ordinal);
        file!.Write(JsonOutput.Line(new
        {
            Time = TimeProvider.System.GetUtcNow(),
            Level = logLevel.ToString(),
            Event = eventId.Name,
            Message = formatter(state, exception),
            Values = values,
        }));
    }

    public void Dispose() => file?.Dispose();
}
