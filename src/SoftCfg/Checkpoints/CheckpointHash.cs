using System.Security.Cryptography;
using System.Text;

namespace SoftCfg.Checkpoints;

/// <summary>Fingerprints of weights files, for records of how images were made.</summary>
internal static class CheckpointHash
{
    private const int BufferBytes = 1 << 20;

    /// <summary>
    /// The SHA-256 of a file. Of a sharded checkpoint it is that of what <c>sha256sum</c> prints for the index and then for
    /// its shards in the order of their names.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Checked every mebibyte.</param>
    /// <returns>64 lower-case hexadecimal digits, as <c>sha256sum</c> prints them.</returns>
    /// <exception cref="CheckpointException">The file, or a shard that it names, cannot be read.</exception>
    public static string Compute(string path, CancellationToken cancellationToken = default)
    {
        using var file = CheckpointFile.Open(path);
        var own = Compute(file, cancellationToken);
        if (Index(file) is not { } index)
            return own;
        var lines = new StringBuilder($"{own}  {Path.GetFileName(path)}\n");
        foreach (var name in index.Places.Select(place => place.Shard).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            using var shard = CheckpointFile.Open(index.PathOf(name));
            lines.Append($"{Compute(shard, cancellationToken)}  {name}\n");
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    private static string Compute(CheckpointFile file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (long offset = 0; offset < file.Length; offset += buffer.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, file.Length - offset));
            file.Read(offset, piece, "the content");
            hash.AppendData(piece);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The index that a file is; null for any other file, which stands for itself.</summary>
    private static ShardIndex? Index(CheckpointFile file)
    {
        if (file.Read(0, 1, "the first byte")[0] is not ((byte)'{' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            return null;
        try
        {
            return ShardIndex.Read(file);
        }
        catch (CheckpointException)
        {
            return null;
        }
    }
}
