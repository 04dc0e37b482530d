using System.Security.Cryptography;
using System.Text;
using SoftCfg.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation;

/// <summary>A hash of named weights: of the numbers themselves, whatever file they came from.</summary>
internal static class WeightHash
{
    /// <summary>SHA-256 over names, shapes and elements, in the given order.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    internal static string Compute(IEnumerable<KeyValuePair<string, Tensor>> weights)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in weights)
        {
            var info = new TensorInfo(name, value.dtype, value.shape);
            hash.AppendData(Encoding.UTF8.GetBytes($"{info}\n"));
            TensorBytes.ForEachPiece(value.detach().cpu().contiguous(), (piece, _) => hash.AppendData(piece));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
