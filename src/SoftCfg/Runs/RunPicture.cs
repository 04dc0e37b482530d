using System.Security.Cryptography;
using SoftCfg.Files;
using SoftCfg.Imaging;

namespace SoftCfg.Runs;

/// <summary>A picture that images of a run are made with. It is read when a chunk needs it: there may be more of them than fit into memory.</summary>
/// <param name="Name">Its file's name, as the images made with it tell it.</param>
/// <param name="Sha256">
/// The hash of its content, 64 lower-case hexadecimal digits: another picture of the same name is another run.
/// </param>
/// <param name="Read">Reads it.</param>
public sealed record RunPicture(string Name, string Sha256, Func<RgbImage> Read)
{
    /// <summary>A picture in a file, PNG or JPEG.</summary>
    /// <param name="path">The file; it is read once, for its hash.</param>
    /// <param name="fit">Makes it as large as it is needed; null (default) leaves it as it is.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RunPicture Of(string path, Func<RgbImage, RgbImage>? fit = null)
    {
        using var file = RegularFile.OpenStream(path);
        return new(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(file)),
            () => fit is null ? ImageReader.Read(path) : fit(ImageReader.Read(path)));
    }
}
