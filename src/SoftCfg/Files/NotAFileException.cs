namespace SoftCfg.Files;

/// <summary>What should be a file is a pipe, a device, a socket or a folder.</summary>
/// <param name="path">Its path.</param>
/// <param name="what">What it is, such as "a pipe".</param>
internal sealed class NotAFileException(string path, string what) : IOException($"'{path}' is {what}; a file is expected here.")
{
    /// <summary>What it is.</summary>
    internal string What { get; } = what;
}
