using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Guidance;

namespace SoftCfg.Families;

/// <summary>What a checkpoint turned out to be, or what sizes describe.</summary>
/// <param name="Family">The family's name, as in model.json.</param>
/// <param name="Name">What people call it: <c>RAR-B</c>, or the family and its sizes where they are not a published model's.</param>
/// <param name="Config">Its sizes, under the family's own names.</param>
/// <param name="Tokens">Tokens per image.</param>
/// <param name="Codes">Size of the codebook.</param>
internal sealed record Recognition(string Family, string Name, JsonElement Config, int Tokens, int Codes)
{
    /// <summary>Blocks of layers that are alike; of each, a checkpoint has at least one tensor.</summary>
    public required long Blocks { get; init; }

    /// <summary>Whether it is a generator of published sizes.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Classes of a generator; 0 of an image tokenizer.</summary>
    public int Classes { get; init; }

    /// <summary>The settings a generator was released with, or its family's.</summary>
    public GuidanceOptions Guidance { get; init; } = new();

    /// <summary>How the release samples.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The same weights for images of another number of tokens; null where they fit one size only.</summary>
    public Func<int, Recognition?>? ForTokens { get; init; }

    /// <summary>Whether it is an image tokenizer rather than a generator.</summary>
    public bool IsTokenizer => Classes == 0;

    /// <summary>Name and the sizes that generator and image tokenizer share.</summary>
    public override string ToString() => $"{Name}, {Tokens} tokens of {Codes} codes";

    /// <summary>This image tokenizer as a generator of these sizes needs it; null when they do not belong together.</summary>
    public Recognition? Fitted(int tokens, int codes)
    {
        var fitted = Tokens == tokens ? this : ForTokens?.Invoke(tokens);
        return fitted?.Codes == codes ? fitted : null;
    }
}
