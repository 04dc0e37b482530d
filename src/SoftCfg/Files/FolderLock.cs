using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SoftCfg.Files;

/// <summary>
/// A folder held for writing by one run at a time, so that the files of two do not mix. Held until disposed or until the
/// process ends, however it ends.
/// </summary>
/// <remarks>
/// A file in the folder, <see cref="FileName"/>, is locked while the folder is held and says by whom. A file that a killed
/// process left is taken over.
/// </remarks>
public sealed partial class FolderLock : IDisposable
{
    /// <summary>The name of the file.</summary>
    public const string FileName = ".softcfg.lock";

    private const int LongestStamp = 256, CloseOnExec = 0x80000;

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private readonly string path;
    private readonly FileStream file;

    private FolderLock(string path, FileStream file) => (this.path, this.file) = (path, file);

    /// <summary>Makes the folder if need be, takes it, and removes files that killed processes were writing in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The hold on it.</returns>
    /// <exception cref="FolderInUseException">It is being written to.</exception>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static FolderLock Take(string folder)
    {
        if (folder.Contains('\0', StringComparison.Ordinal))
            throw new IOException("The name of the folder holds a NUL character. Give another name.");
        Directory.CreateDirectory(folder);
        var lockFile = Path.Combine(folder, FileName);
        if (FileStatus.Of(lockFile) is { IsRegular: false } other)
            throw new IOException($"'{lockFile}' is {other.Name}, but should be a file. Remove it.");
        while (true)
        {
            var opened = Open(folder, lockFile);
            if (HasItsName(opened, lockFile))
            {
                RefuseRunning(folder, opened);
                opened.SetLength(0);
                opened.Write(Encoding.UTF8.GetBytes(ProcessStamp.Current.ToString()));
                opened.Flush();
                TemporaryFiles.Track(lockFile);
                TemporaryFiles.ClearLeftovers(folder);
                return new FolderLock(lockFile, opened);
            }
            // Its last holder removed it after it was opened here and before it was locked.
            opened.Dispose();
        }
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose()
    {
        try
        {
            // While it is locked: nobody else may take it for free and then lose it.
            TemporaryFiles.Remove(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays, as after a kill, and hinders nobody.
        }
        file.Dispose();
    }

    private static FileStream Open(string folder, string path)
    {
        try
        {
            // Windows removes only what is shared for it; elsewhere anything but None would be a lock for many.
            var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
        }
        catch (IOException e) when (Held.Contains(e.HResult))
        {
            throw new FolderInUseException(folder, HolderOf(path), e);
        }
    }

    private static bool HasItsName(FileStream file, string path) =>
        !OperatingSystem.IsLinux() || FileStatus.Of(file.SafeFileHandle) == FileStatus.Of(path);

    /// <summary>Where the file system knows no locks, what the file says is all there is.</summary>
    private static void RefuseRunning(string folder, FileStream file)
    {
        if (StampIn(file.SafeFileHandle) is not { IsRunning: true } running || running == ProcessStamp.Current)
            return;
        file.Dispose();
        throw new FolderInUseException(folder, Name(running));
    }

    /// <summary>Reads past the lock, which .NET does not.</summary>
    private static string? HolderOf(string path)
    {
        if (!OperatingSystem.IsLinux() || OpenUnlocked(path, CloseOnExec) is not (>= 0 and var descriptor))
            return null;
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return StampIn(handle) is { } stamp ? Name(stamp) : null;
    }

    private static ProcessStamp? StampIn(SafeFileHandle handle)
    {
        var said = new byte[LongestStamp];
        return ProcessStamp.Parse(Encoding.UTF8.GetString(said, 0, RandomAccess.Read(handle, said, fileOffset: 0)));
    }

    private static string Name(ProcessStamp stamp) =>
        string.Create(CultureInfo.InvariantCulture, $"process {stamp.Id} on {stamp.Host}");

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenUnlocked(string path, int flags);
}
