using System.Security.Cryptography;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>Counts images of a set that are another one, byte for byte: samplers that are seeded per batch or process make such.</summary>
internal sealed class CopiedImages
{
    private readonly HashSet<UInt128> seen = [];
    private long count;
    private long copies;

    /// <summary>Looks at images.</summary>
    /// <param name="batch">uint8 [B, H, W, 3], contiguous, on the CPU.</param>
    internal void Look(Tensor batch)
    {
        var bytes = batch.bytes;
        var size = bytes.Length / (int)batch.shape[0];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < batch.shape[0]; i++)
        {
            SHA256.HashData(bytes.Slice(i * size, size), hash);
            copies += seen.Add(BitConverter.ToUInt128(hash)) ? 0 : 1;
            count++;
        }
    }

    /// <summary>A sentence on them; none where there are none.</summary>
    internal IEnumerable<string> Remarks()
    {
        if (copies > 0)
        {
            yield return $"{copies} of {count} images are exact copies of another one of their set, as samplers make them that are seeded " +
                "anew for every batch or process.";
        }
    }
}
