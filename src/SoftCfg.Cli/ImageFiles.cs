using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Imaging;

namespace SoftCfg.Cli;

/// <summary>The images that a path means, and the names of those that are written.</summary>
internal static class ImageFiles
{
    /// <summary>Finds images: the file itself, or those of a folder; notes what of the folder was left out.</summary>
    /// <param name="asker">What wants them, for messages.</param>
    /// <param name="path">An image or a folder.</param>
    /// <param name="session">Takes the notes.</param>
    /// <returns>Paths, at least one.</returns>
    public static IReadOnlyList<string> Find(string asker, string path, Session session)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new UsageException($"{asker}: there is no file or folder '{path}'. Give an image or a folder of images.");
        var folder = ImageFolder.Open(path);
        if (folder.Files.Count == 0)
        {
            throw new UsageException(
                string.Join(' ', folder.Remarks.Prepend($"{asker}: the folder '{path}' holds no images (.png, .jpg, .jpeg).")));
        }
        foreach (var remark in folder.Remarks)
            session.Note(remark);
        return folder.Files;
    }

    /// <summary>The file of an image in a folder, by its index.</summary>
    public static string Numbered(string folder, long index) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{index:D6}.png"));

    /// <summary>Refuses to replace what has yet to be read.</summary>
    /// <param name="read">The images to read.</param>
    /// <param name="isWritten">Whether a path, in full, is one of the files to write.</param>
    public static void RefuseReplacing(IEnumerable<string> read, Func<string, bool> isWritten)
    {
        if (read.FirstOrDefault(file => isWritten(Path.GetFullPath(file))) is { } lost)
        {
            throw new UsageException(
                $"--output: '{lost}' would be replaced, which is one of the originals. Give another folder.");
        }
    }

    /// <summary>Whether a path, in full, is that of an image which is written to a folder.</summary>
    /// <param name="path">The path.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="count">How many images are written.</param>
    public static bool IsNumbered(string path, string folder, long count) =>
        Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) &&
        long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var index) &&
        index < count && Path.GetFileName(path) == Path.GetFileName(Numbered(folder, index));
}
