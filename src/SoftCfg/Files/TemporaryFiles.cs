using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace SoftCfg.Files;

/// <summary>
/// Files that are being written, under names that say by which process. Those of a process that was killed go when the next
/// one begins to write in the same folder; those of one that is ended in order, with it.
/// </summary>
internal static partial class TemporaryFiles
{
    private static readonly ConcurrentDictionary<string, bool> Unfinished = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, bool> Cleared = new(StringComparer.Ordinal);

    // A process that is told to end may do so while its threads are writing.
    static TemporaryFiles() => AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveAll();

    /// <summary>A name in a folder that nothing has yet.</summary>
    internal static string NewPath(string folder)
    {
        if (Cleared.TryAdd(folder, true))
            ClearLeftovers(folder);
        var path = Path.Combine(folder, $".softcfg-{ProcessStamp.Current}-{Guid.NewGuid():N}.tmp");
        Track(path);
        return path;
    }

    /// <summary>Has a file removed at the end of the process, unless <see cref="Remove"/> comes first.</summary>
    internal static void Track(string path) => Unfinished.TryAdd(path, true);

    /// <summary>Removes a file, if it is still there.</summary>
    internal static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        // Its folder is gone, and it with it.
        catch (DirectoryNotFoundException)
        {
        }
        Unfinished.TryRemove(path, out _);
    }

    /// <summary>
    /// Removes what processes of this host left in a folder that run no longer. Files of other hosts stay: whether their
    /// process runs cannot be seen from here.
    /// </summary>
    internal static void ClearLeftovers(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, ".softcfg-*.tmp").ToList())
        {
            if (Name().Match(Path.GetFileName(path)) is { Success: true } name &&
                ProcessStamp.Parse(name.Groups[1].Value) is { IsHere: true, IsRunning: false })
            {
                RemoveUnlessHeld(path);
            }
        }
    }

    /// <summary>In another container of this host a process has another number, but its lock on the file is seen.</summary>
    private static void RemoveUnlessHeld(string path)
    {
        try
        {
            if (FileStatus.Of(path) is { IsRegular: false })
                return;
            using var hold = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        // Held, gone in the meantime, or another user's: none of it is a reason not to write beside it.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void RemoveAll()
    {
        foreach (var path in Unfinished.Keys)
        {
            try
            {
                File.Delete(path);
            }
            // The next process in this folder tries again.
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    [GeneratedRegex(@"^\.softcfg-(.+)-[0-9a-f]{32}\.tmp\z")]
    private static partial Regex Name();
}
