using System.Security.Cryptography;

namespace SoftCfg.Checkpoints;

/// <summary>Fingerprints of weights files, for records of how images were made.</summary>
public static class CheckpointHash
{
    private const int BufferBytes = 1 << 20;

    /// <summary>
    /// The SHA-256 of a file. Of a sharded checkpoint it is the index alone: hash the shards as well.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Checked every mebibyte.</param>
    /// <returns>64 lower-case hexadecimal digits, as <c>sha256sum</c> prints them.</returns>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static string Compute(string path, CancellationToken cancellation = default)
    {
        using var file = CheckpointFile.Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (long offset = 0; offset < file.Length; offset += buffer.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, file.Length - offset));
            file.Read(offset, piece, "the content");
            hash.AppendData(piece);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
