using System.Security.Cryptography;

namespace SoftCfg.Checkpoints;

/// <summary>
/// The SHA-256 of a file, of the bytes as they are read for their own sake: whoever reads a file from its start to its end
/// has its hash at no further cost. What was not read in that order is read for the hash alone, from the same open file.
/// </summary>
internal sealed class FileHash(CheckpointFile file) : IDisposable
{
    // Headers and padding between tensors; whatever lies further ahead is not what comes next.
    private const int LargestGap = 1 << 20;

    // The first hash of a process loads OpenSSL: beside what comes before the first byte.
    private readonly Task<IncrementalHash> hash = Task.Run(() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
    private bool isFilling;

    /// <summary>Bytes of the file, from its start, that are in the hash.</summary>
    internal long Position { get; private set; }

    /// <summary>Bytes that were read for the hash alone.</summary>
    internal long ReadAlone { get; private set; }

    private IncrementalHash Hash => hash.GetAwaiter().GetResult();

    /// <summary>Takes bytes that were read.</summary>
    internal void Observe(long offset, ReadOnlySpan<byte> bytes)
    {
        if (isFilling || offset + bytes.Length <= Position || offset - Position > LargestGap)
            return;
        Fill(offset, CancellationToken.None);
        Append(bytes[(int)(Position - offset)..]);
    }

    /// <summary>Reads what is missing.</summary>
    /// <param name="cancellationToken">Checked every mebibyte.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    internal string Complete(CancellationToken cancellationToken)
    {
        Fill(file.Length, cancellationToken);
        return Convert.ToHexStringLower(Hash.GetCurrentHash());
    }

    public void Dispose() => Hash.Dispose();

    private void Fill(long end, CancellationToken cancellationToken)
    {
        if (Position >= end)
            return;
        isFilling = true;
        var buffer = new byte[Math.Min(LargestGap, end - Position)];
        while (Position < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - Position));
            file.Read(Position, piece, "the content");
            ReadAlone += piece.Length;
            Append(piece);
        }
        isFilling = false;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Hash.AppendData(bytes);
        Position += bytes.Length;
    }
}
