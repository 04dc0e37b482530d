using SoftCfg.Files;

namespace SoftCfg.Cli;

/// <summary>The folders that a command writes to, held until it ends: another run would mix its files with these.</summary>
internal sealed class OutputHold : IDisposable
{
    private readonly List<FolderLock> locks = [];

    /// <summary>Makes folders and takes them: minutes later is a bad time to find that it cannot be.</summary>
    /// <param name="output">What <c>--output</c> says.</param>
    /// <param name="folders">The folders.</param>
    public static OutputHold Take(string output, IEnumerable<string> folders)
    {
        var hold = new OutputHold();
        try
        {
            foreach (var folder in folders.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal))
                hold.locks.Add(FolderLock.Take(folder));
            return hold;
        }
        catch (FolderInUseException e)
        {
            hold.Dispose();
            throw new UsageException($"--output: '{output}' is being written to by another run, {e.Holder}. Wait for its end, or " +
                "give another folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            hold.Dispose();
            throw new UsageException($"--output: cannot write to '{output}': {e.Message}");
        }
    }

    public void Dispose()
    {
        foreach (var held in locks)
            held.Dispose();
    }
}
