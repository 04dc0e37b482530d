using Microsoft.Extensions.Logging;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Serving;

/// <summary>Shows what the server logs as notes of the tool, a line each.</summary>
/// <param name="session">Where they are shown.</param>
internal sealed class SessionNotes(Session session) : ILoggerProvider, ILogger
{
    private readonly Lock gate = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var reason = exception is null ? "" : $" {exception.GetType().Name}: {exception.Message}";
        lock (gate)
            session.Note($"{formatter(state, exception)}{reason}");
    }

    public void Dispose()
    {
    }
}
