namespace SoftCfg.Imaging;

/// <summary>Opens files that should be images.</summary>
internal static class ImageFile
{
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">It is a folder, a pipe or empty.</exception>
    public static FileStream Open(string path)
    {
        // The system would call a folder "access denied".
        if (Directory.Exists(path))
            throw new ImageFormatException(path, "this is a folder, expected an image file.");
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.CanSeek && file.Length > 0)
            return file;
        var isPipe = !file.CanSeek;
        file.Dispose();
        throw isPipe
            ? new ImageFormatException(path, "this is a pipe or a terminal, expected an image file.")
            : new ImageFormatException(path, "the file is empty, expected an image.", 0);
    }
}
