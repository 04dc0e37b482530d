namespace SoftCfg.Tests.Decoding;

/// <summary>Progress that is handled at once, where it is reported.</summary>
internal sealed class Reports<T>(Action<T> handle) : IProgress<T>
{
    public void Report(T value) => handle(value);
}
