using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Imaging;
using SoftCfg.Text.Prompts;

namespace SoftCfg;

/// <summary>An image that was generated from a prompt.</summary>
/// <param name="Index">Its index in the run.</param>
/// <param name="Prompt">What was asked for.</param>
/// <param name="Image">Its pixels.</param>
/// <param name="Rows">How its tokens stand in rows.</param>
/// <param name="Tokens">Its tokens, the ends of rows and of the image among them.</param>
/// <param name="Trace">What guidance did, if it was asked for.</param>
public sealed record PromptImage(
    long Index, ImagePrompt Prompt, RgbImage Image, ImageRows Rows, IReadOnlyList<long> Tokens, DecodeTrace? Trace)
{
    /// <summary>How well speculation worked, if there was any.</summary>
    public JacobiFigures? Jacobi { get; init; }
}
