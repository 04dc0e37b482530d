using System.Text.Json;

namespace SoftCfg.Loading;

/// <summary>A generator or an image tokenizer of a <see cref="ModelDescription"/>.</summary>
public sealed record ModelPart
{
    /// <summary>What it is: <c>alitok</c> or <c>rar</c>; for a tokenizer <c>alitok</c>, <c>maskgit-vq</c> or <c>robustok</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The file of its weights, beside model.json; in full where a model was found without one.</summary>
    public required string File { get; init; }

    /// <summary>Its sizes, under the family's own names.</summary>
    public required JsonElement Config { get; init; }
}
