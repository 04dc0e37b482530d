using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SoftCfg.Files;

/// <summary>
/// A file written under a temporary name beside its final one. It takes the final name with <see cref="Commit"/>;
/// disposed without it, it leaves nothing, and what had the name before stays.
/// </summary>
/// <remarks>
/// A link stays a link: the file that it leads to is replaced. A file that is replaced hands on its permissions and, where
/// the system allows it, its owner. Pipes and devices are refused: a file in the place of /dev/null harms the whole machine.
/// </remarks>
internal sealed partial class AtomicFile : IDisposable
{
    // Every file system that Linux and macOS keep files on.
    private const int LongestName = 255;

    private readonly string path;
    private readonly string temporaryPath;
    private readonly FileStream stream;

    /// <exception cref="IOException">
    /// The name cannot be a file's, belongs to something that is no file, or cannot be written in its folder.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public AtomicFile(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new IOException("The name of the file to write holds a NUL character. Give another name.");
        this.path = RealPath.Of(path);
        if (Directory.Exists(this.path) || Path.EndsInDirectorySeparator(path))
            throw new IOException($"'{path}' is a folder; give the name of a file.");
        if (Encoding.UTF8.GetByteCount(Path.GetFileName(this.path)) > LongestName)
            throw new PathTooLongException($"The name of '{path}' is longer than {LongestName} bytes. Give a shorter one.");
        var folder = Path.GetDirectoryName(this.path);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder of '{this.path}' does not exist; create it first.");
        var replaced = FileStatus.Of(this.path);
        if (replaced is { IsRegular: false } other)
            throw new IOException($"'{path}' is {other.Name}, and would be replaced by a file. Give the name of a file.");
        temporaryPath = TemporaryFiles.NewPath(folder);
        try
        {
            stream = Create(temporaryPath, replaced);
        }
        catch
        {
            TemporaryFiles.Remove(temporaryPath);
            throw;
        }
    }

    /// <summary>Where the content goes; seekable.</summary>
    public Stream Stream => stream;

    /// <summary>Closes the file, which then is on the disk and still has its temporary name.</summary>
    public void Close()
    {
        // On the disk before it has the name: a name never points to a file a power cut emptied.
        stream.Flush(flushToDisk: true);
        stream.Dispose();
    }

    /// <summary>Reads back what was written; after <see cref="Close"/>.</summary>
    public byte[] ReadBack() => RegularFile.ReadAllBytes(temporaryPath, int.MaxValue - 1);

    /// <summary>Closes the file, if it is still open, and gives it its final name.</summary>
    public void Commit()
    {
        if (stream.CanWrite)
            Close();
        File.Move(temporaryPath, path, overwrite: true);
    }

    /// <summary>The same, unless the name is taken: of several processes that try at once, one succeeds.</summary>
    /// <returns>Whether the file has the name.</returns>
    public bool TryCommitAsNew()
    {
        if (stream.CanWrite)
            Close();
        // Moving without replacing looks first and moves then in .NET; making a second name is one step.
        if (!OperatingSystem.IsWindows() && MakeLink(temporaryPath, path) == 0)
            return true;
        if (File.Exists(path))
            return false;
        // A file system without second names: what is lost is only certainty when two begin within the same millisecond.
        File.Move(temporaryPath, path, overwrite: false);
        return true;
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // Closing flushes, which a full disk refuses: that the file goes all the same is what matters, and what failed before is told.
        }
        finally
        {
            TemporaryFiles.Remove(temporaryPath);
        }
    }

    private static FileStream Create(string path, FileStatus? replaced)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1 << 16,
        };
        if (replaced is not { } status || OperatingSystem.IsWindows())
            return new FileStream(path, options);
        // At no time may more people read it than could before.
        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var created = new FileStream(path, options);
        // Refused to all but the superuser unless it changes nothing. Before the mode: it takes set-user-id bits away.
        _ = ChangeOwner(created.SafeFileHandle, status.User, status.Group);
        File.SetUnixFileMode(created.SafeFileHandle, status.Permissions);
        return created;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeLink(string existing, string name);

    [LibraryImport("libc", EntryPoint = "fchown")]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);
}
