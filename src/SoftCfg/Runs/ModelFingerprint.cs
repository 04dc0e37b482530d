using SoftCfg.Checkpoints;
using SoftCfg.Loading;

namespace SoftCfg.Runs;

/// <summary>Which weights made an image.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="GeneratorSha256">SHA-256 of the generator's weights file: 64 lower-case hexadecimal digits.</param>
/// <param name="TokenizerSha256">The same of the image tokenizer's.</param>
public sealed record ModelFingerprint(string Name, string GeneratorSha256, string TokenizerSha256)
{
    /// <summary>Reads the weights of a model folder once, to fingerprint them.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="cancellation">Checked every mebibyte.</param>
    /// <returns>The fingerprint.</returns>
    /// <exception cref="CheckpointException">A weights file cannot be read.</exception>
    public static ModelFingerprint Compute(ModelDescription folder, CancellationToken cancellation = default) => new(
        folder.Name,
        CheckpointHash.Compute(folder.WeightsOf(folder.Generator), cancellation),
        CheckpointHash.Compute(folder.WeightsOf(folder.Tokenizer), cancellation));
}
