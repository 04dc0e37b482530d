using System.Text;

namespace SoftCfg.Files;

/// <summary>Files that are made once: of all processes and machines that try, one succeeds.</summary>
internal static class ExclusiveFile
{
    // EEXIST of Linux and macOS, ERROR_FILE_EXISTS and ERROR_ALREADY_EXISTS of Windows.
    private static readonly int[] IsThere = [17, unchecked((int)0x80070050), unchecked((int)0x800700B7)];

    /// <summary>Makes a file unless there is one (<c>O_CREAT | O_EXCL</c>, which NFS keeps since version 3).</summary>
    /// <param name="path">The file, in an existing folder.</param>
    /// <param name="text">Its text. A reader may find the file before its text.</param>
    /// <returns>Whether it was made here.</returns>
    /// <exception cref="IOException">It cannot be written; nothing is left.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    internal static bool TryCreate(string path, string text)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
            });
        }
        // By the error, not by a second look: whoever made the file may have removed it by then.
        catch (IOException e) when (IsThere.Contains(e.HResult))
        {
            return false;
        }
        try
        {
            using (stream)
                stream.Write(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }
}
