using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers;
using static TorchSharp.torch;

namespace SoftCfg.Families;

/// <summary>A kind of image tokenizer: how its checkpoints look, and how it is built.</summary>
internal sealed record TokenizerFamily
{
    /// <summary>All there are.</summary>
    public static IEnumerable<TokenizerFamily> All => ModelFamily.All.Select(family => family.Tokenizer).OfType<TokenizerFamily>();

    /// <summary>Its name in model.json.</summary>
    public required string Name { get; init; }

    /// <summary>Tokens in front of the token grid, which tell nothing of a place.</summary>
    /// <value>Default 0.</value>
    public int PrefixTokens { get; init; }

    /// <summary>What a checkpoint of these shapes is; null when it is none of this family.</summary>
    public required Func<TensorShapes, Recognition?> Recognise { get; init; }

    /// <summary>What an image tokenizer of these sizes is, once they are known to make one.</summary>
    /// <exception cref="JsonException">A size is missing or no number.</exception>
    public required Func<JsonElement, Recognition> Describe { get; init; }

    /// <summary>Checks that sizes make an image tokenizer.</summary>
    /// <exception cref="JsonException">A size is missing or no number.</exception>
    /// <exception cref="ArgumentException">A size is out of range; the message names it.</exception>
    public required Action<JsonElement> Validate { get; init; }

    /// <summary>
    /// Allocates one in float32: image tokenizers run once per image, and bytes are truncated from what they return.
    /// </summary>
    public required Func<JsonElement, Device, Allocated<IImageTokenizer>> Allocate { get; init; }

    /// <summary>Which of a file's tensors are loaded, by its sizes; the result owns the file.</summary>
    /// <value>Default: those that are recognised, see <see cref="KnownCheckpoint.Unwrap"/>.</value>
    public Func<ICheckpoint, JsonElement, ICheckpoint> Weights { get; init; } =
        (checkpoint, _) => KnownCheckpoint.Unwrap(checkpoint);

    /// <summary>
    /// Lets a packed tokenizer, which owns the checkpoint from then on, read weights again that it freed.
    /// </summary>
    /// <value>Default null: all weights stay.</value>
    public Action<IImageTokenizer, ICheckpoint>? ReadsAgain { get; init; }

    /// <summary>A family.</summary>
    /// <param name="name">Its name in model.json.</param>
    /// <param name="title">What a tokenizer of these sizes is called.</param>
    /// <param name="sizes">The sizes of a checkpoint's tokenizer; null when it is none of this family.</param>
    /// <param name="allocate">Its constructor.</param>
    /// <param name="forTokens">The same weights for another number of tokens; null where they fit one size only.</param>
    public static TokenizerFamily Of<TConfig, TTokenizer>(string name, Func<TConfig, string> title,
        Func<TensorShapes, TConfig?> sizes, Func<TConfig, Device, TTokenizer> allocate,
        Func<TConfig, int, TConfig?>? forTokens = null)
        where TConfig : class, ITokenizerConfig
        where TTokenizer : nn.Module, IImageTokenizer
    {
        Recognition Describe(TConfig config) =>
            new(name, title(config), Configurations.Write(config), config.TokenCount, config.CodebookSize)
            {
                Blocks = config.Blocks,
                ForTokens = forTokens is null ? null : tokens => Valid(forTokens(config, tokens)),
            };
        Recognition? Valid(TConfig? config) =>
            config is not null && Configurations.AreValid(config.Validate) ? Describe(config) : null;
        return new()
        {
            Name = name,
            Recognise = shapes => Valid(sizes(shapes)),
            Describe = config => Describe(Configurations.Read<TConfig>(config)),
            Validate = config => Configurations.Read<TConfig>(config).Validate(),
            Allocate = (config, device) =>
            {
                var tokenizer = allocate(Configurations.Read<TConfig>(config), device);
                return new(tokenizer, tokenizer);
            },
        };
    }
}
