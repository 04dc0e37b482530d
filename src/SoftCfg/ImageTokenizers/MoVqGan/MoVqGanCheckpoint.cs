using SoftCfg.Checkpoints;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>What a <see cref="MoVqGanTokenizer"/> needs of a checkpoint, which may be one of its training.</summary>
internal static class MoVqGanCheckpoint
{
    private const string Codebook = "quantize.embedding.weight";

    private static readonly string[] Parts = ["encoder.", "decoder.", "quant_conv.", "post_quant_conv."];

    /// <summary>
    /// Whether a tensor takes no part in encoding and decoding: networks of the training's loss (<c>loss.*</c>), copies of weights
    /// that were averaged (<c>model_ema.*</c>), statistics of the codebook. The release ignores what it does not know; here the parts
    /// that are used must be what they are expected to be.
    /// </summary>
    /// <param name="name">The name of a tensor within a state dict.</param>
    /// <returns>Whether loading leaves it out.</returns>
    public static bool IsUnused(string name) =>
        name != Codebook && !Array.Exists(Parts, part => name.StartsWith(part, StringComparison.Ordinal));

    /// <summary>The tokenizer's weights.</summary>
    /// <param name="weights">The tensors of the model; the result owns them.</param>
    /// <returns>Exactly those of a <see cref="MoVqGanTokenizer"/>, if it is one; dispose it to close the file.</returns>
    public static ICheckpoint Weights(ICheckpoint weights) => weights.Rename(name => IsUnused(name) ? null : name);
}
