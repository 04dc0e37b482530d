namespace SoftCfg.Cli;

/// <summary>Passes reports on at once, on the thread that works; <see cref="Progress{T}"/> would hand over to another.</summary>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
