using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Loading.Hub;
using static TorchSharp.torch;

namespace SoftCfg;

/// <summary>
/// Takes images through an image tokenizer and back, without a generator: what the tokenizer alone loses. Owns the
/// tokenizer. Not safe for concurrent use; several may run side by side.
/// </summary>
public sealed class ImageReconstructor : IDisposable
{
    private readonly IImageTokenizer tokenizer;
    private readonly Device device;

    /// <summary>Takes an image tokenizer, your own or the library's, and its ownership.</summary>
    /// <param name="tokenizer">The image tokenizer.</param>
    /// <param name="device">Where it runs; the CPU by default.</param>
    public ImageReconstructor(IImageTokenizer tokenizer, Device? device = null) =>
        (this.tokenizer, this.device) = (tokenizer, device ?? CPU);

    /// <summary>Width and height of the images, in pixels.</summary>
    public int ImageSize => tokenizer.ImageSize;

    /// <summary>Tokens per image.</summary>
    public int TokensPerImage => tokenizer.TokensPerImage;

    /// <summary>The SHA-256 of its weights file, 64 lower-case hexadecimal digits; null where it was not asked for.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>Loads the image tokenizer of a model; the generator's weights need not be there.</summary>
    /// <param name="model">The model, from <see cref="ModelDescription.Read"/> or <see cref="ModelDescription.Find"/>.</param>
    /// <param name="device">Where it runs; the CPU by default.</param>
    /// <param name="fingerprint">Whether the file is hashed as it is read, for <see cref="Sha256"/>. Default false.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <returns>The reconstructor.</returns>
    /// <exception cref="Checkpoints.CheckpointException">The weights are missing, damaged, or not those described.</exception>
    public static ImageReconstructor Load(ModelDescription model, Device? device = null, bool fingerprint = false,
        CancellationToken cancellationToken = default) =>
        Of(ModelLoader.Tokenizer(model.TokenizerRequest, device ?? CPU, fingerprint, cancellationToken), device);

    /// <summary>Loads an image tokenizer from its checkpoint alone, as it is published; its tensors tell what it is.</summary>
    /// <param name="path">
    /// The weights file, or the folder of a model for prompts that holds one; <c>hf:org/name[@revision][:file]</c> means one in the local
    /// Hugging Face cache.
    /// </param>
    /// <param name="device">Where it runs; the CPU by default.</param>
    /// <param name="fingerprint">Whether the file is hashed as it is read, for <see cref="Sha256"/>. Default false.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <returns>The reconstructor.</returns>
    /// <exception cref="Checkpoints.CheckpointException">
    /// The file is missing or damaged, of no known family, or a generator's.
    /// </exception>
    public static ImageReconstructor Load(string path, Device? device = null, bool fingerprint = false,
        CancellationToken cancellationToken = default) =>
        Of(ModelLoader.Tokenizer(PromptModelFiles.ImageTokenizerOf(HubCache.PathOf(path)), device ?? CPU, fingerprint, cancellationToken), device);

    /// <summary>Encodes an image into tokens and decodes these.</summary>
    /// <param name="image">An image of <see cref="ImageSize"/> pixels in width and height.</param>
    /// <returns>The reconstruction, of the same size.</returns>
    /// <exception cref="ArgumentException">The image has another size; <see cref="CenterCrop"/> makes it fit.</exception>
    public RgbImage Reconstruct(RgbImage image)
    {
        using var scope = NewDisposeScope();
        var tokens = SingleImage.Encode(tokenizer, image, "The image", device);
        return SingleImage.Decode(tokenizer, tensor(tokens, ScalarType.Int64, device).unsqueeze(0));
    }

    /// <summary>Decodes the tokens of an image.</summary>
    /// <param name="tokens">As many as the image tokenizer has for an image, each below its codebook size.</param>
    /// <returns>The image.</returns>
    /// <exception cref="ArgumentException">There are more or fewer, or one is no code.</exception>
    public RgbImage Decode(IReadOnlyList<long> tokens)
    {
        if (tokens.Count != TokensPerImage || tokens.Any(token => token < 0 || token >= tokenizer.CodebookSize))
            throw new ArgumentException($"An image is {TokensPerImage} tokens from 0 to {tokenizer.CodebookSize - 1}.", nameof(tokens));
        using var scope = NewDisposeScope();
        return SingleImage.Decode(tokenizer, tensor(tokens.ToArray(), ScalarType.Int64, device).unsqueeze(0));
    }

    /// <summary>Decodes the tokens of an image of any size.</summary>
    /// <param name="tokens">Row by row, each below the image tokenizer's codebook size.</param>
    /// <param name="rows">Rows of tokens.</param>
    /// <param name="columns">Tokens of a row.</param>
    /// <param name="cancellationToken">Checked now and then: a large image takes minutes.</param>
    /// <returns>The image.</returns>
    /// <exception cref="ArgumentException">
    /// There are more or fewer tokens, one is no code, or the image tokenizer's images are of one size.
    /// </exception>
    public RgbImage Decode(IReadOnlyList<long> tokens, int rows, int columns, CancellationToken cancellationToken = default)
    {
        if (tokenizer is not IGridTokenizer ofAnySize)
            throw new ArgumentException("The images of this image tokenizer are of one size.", nameof(rows));
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var codes = tensor(tokens.ToArray(), [1, tokens.Count], ScalarType.Int64, device);
        return RgbImage.FromPixels(ofAnySize.Decode(codes, rows, columns, cancellationToken), tokenizer.PixelRange)[0];
    }

    /// <inheritdoc/>
    public void Dispose() => tokenizer.Dispose();

    private static ImageReconstructor Of(Loaded<IImageTokenizer> loaded, Device? device) =>
        new(loaded.Part, device) { Sha256 = loaded.Sha256 };
}
