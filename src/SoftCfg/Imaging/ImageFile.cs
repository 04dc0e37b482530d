using SoftCfg.Files;

namespace SoftCfg.Imaging;

/// <summary>Opens files that should be images.</summary>
internal static class ImageFile
{
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ImageFormatException">It is a folder, a pipe, a device or empty.</exception>
    public static FileStream Open(string path)
    {
        // The system would call a folder "access denied".
        if (Directory.Exists(path))
            throw new ImageFormatException(path, "this is a folder, expected an image file.");
        var file = OpenStream(path);
        if (file.Length > 0)
            return file;
        file.Dispose();
        throw new ImageFormatException(path, "the file is empty, expected an image.", 0);
    }

    private static FileStream OpenStream(string path)
    {
        try
        {
            return RegularFile.OpenStream(path);
        }
        catch (NotAFileException e)
        {
            throw new ImageFormatException(path, $"this is {e.What}, expected an image file.");
        }
    }
}
