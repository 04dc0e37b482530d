using System.Security.Cryptography;
using System.Text;
using SoftCfg.Checkpoints;
using SoftCfg.Imaging;

namespace SoftCfg.Sweeps;

/// <summary>What a reference is, in 64 hexadecimal digits: a changed one would spoil a comparison unseen.</summary>
internal static class ReferenceHash
{
    /// <exception cref="SweepException">There is nothing of this name.</exception>
    internal static string Compute(string path, CancellationToken cancellation)
    {
        if (File.Exists(path))
            return CheckpointHash.Compute(path, cancellation);
        if (!Directory.Exists(path))
        {
            throw new SweepException(path, "there is no such reference. Give an .npz file with images or statistics, a " +
                "folder of images, or a .stats.safetensors file.");
        }
        var lines = ImageFolder.Open(path).Files.Select(file => $"{CheckpointHash.Compute(file, cancellation)}  {Path.GetFileName(file)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
