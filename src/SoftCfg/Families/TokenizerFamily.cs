using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers;
using static TorchSharp.torch;

namespace SoftCfg.Families;

/// <summary>A kind of image tokenizer: how its checkpoints look, and how it is built.</summary>
/// <param name="Name">Its name in model.json.</param>
/// <param name="Recognise">What a checkpoint of these shapes is; null when it is none of this family.</param>
/// <param name="Build">
/// Allocates one in float32: image tokenizers run once per image, and bytes are truncated from what they return.
/// </param>
internal sealed record TokenizerFamily(string Name, Func<TensorShapes, Recognition?> Recognise,
    Func<JsonElement, Device, IImageTokenizer> Build)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<TokenizerFamily> All { get; } =
        [AliTokFamily.Tokenizer, MaskGitVqFamily.Tokenizer, RobusTokFamily.Tokenizer];

    /// <summary>Which of a file's tensors are loaded, by its sizes; the result owns the file.</summary>
    /// <value>Default: those that are recognised, see <see cref="KnownCheckpoint.Unwrap"/>.</value>
    public Func<ICheckpoint, JsonElement, ICheckpoint> Weights { get; init; } =
        (checkpoint, _) => KnownCheckpoint.Unwrap(checkpoint);
}
