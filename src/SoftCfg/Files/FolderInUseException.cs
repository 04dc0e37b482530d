namespace SoftCfg.Files;

/// <summary>Another process, or another part of this one, is writing to a folder.</summary>
/// <param name="folder">The folder.</param>
/// <param name="holder">Who writes, such as "process 8123 on worker"; null if it cannot be told.</param>
/// <param name="inner">How that showed.</param>
public sealed class FolderInUseException(string folder, string? holder, Exception? inner = null) : IOException(
    $"'{folder}' is being written to by {holder ?? Unknown}. Wait for its end, or give another folder.", inner)
{
    private const string Unknown = "another process";

    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>Who writes, in words.</summary>
    public string Holder { get; } = holder ?? Unknown;
}
