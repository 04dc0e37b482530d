namespace SoftCfg.Runs;

/// <summary>Passes reports on at once and on the same thread, where <see cref="Progress{T}"/> would hand over.</summary>
internal sealed class Relay<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
