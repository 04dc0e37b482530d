using SoftCfg.Checkpoints;
using SoftCfg.Loading;

namespace SoftCfg.Runs;

/// <summary>Which weights made an image.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="GeneratorSha256">SHA-256 of the generator's weights file: 64 lower-case hexadecimal digits.</param>
/// <param name="TokenizerSha256">The same of the image tokenizer's.</param>
public sealed record ModelFingerprint(string Name, string GeneratorSha256, string TokenizerSha256)
{
    /// <summary>Reads the weights of a model once, to fingerprint them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Checked every mebibyte.</param>
    /// <returns>The fingerprint.</returns>
    /// <exception cref="CheckpointException">A weights file cannot be read.</exception>
    public static ModelFingerprint Compute(ModelDescription model, CancellationToken cancellationToken = default) => new(
        model.Name,
        CheckpointHash.Compute(model.WeightsOf(model.Generator), cancellationToken),
        CheckpointHash.Compute(model.WeightsOf(model.Tokenizer), cancellationToken));
}
