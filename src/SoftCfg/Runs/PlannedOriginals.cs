using System.Security.Cryptography;
using System.Text;

namespace SoftCfg.Runs;

/// <summary>Originals as the plan of a run has them.</summary>
/// <param name="Keep">The probability that their tokens are kept.</param>
/// <param name="Files">Their names.</param>
/// <param name="Sha256">The hash of all of their hashes, in the order of the names.</param>
public sealed record PlannedOriginals(double Keep, IReadOnlyList<string> Files, string Sha256)
{
    /// <summary>The name of an image's original.</summary>
    /// <param name="index">The image's index.</param>
    public string NameOf(long index) => Files[(int)(index % Files.Count)];

    internal static PlannedOriginals Of(RunOriginals originals) => new(
        originals.Keep, originals.Pictures.Select(picture => picture.Name).ToList(),
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(
            string.Concat(originals.Pictures.Select(picture => picture.Sha256 + "\n"))))));
}
