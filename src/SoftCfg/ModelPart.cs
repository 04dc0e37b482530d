using System.Text.Json;

namespace SoftCfg;

/// <summary>A generator or an image tokenizer of a <see cref="ModelFolder"/>.</summary>
public sealed record ModelPart
{
    /// <summary>What it is: <c>rar</c>; for a tokenizer, <c>maskgit-vq</c> or <c>robustok</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The file of its weights, beside model.json.</summary>
    public required string File { get; init; }

    /// <summary>Its sizes, under the family's own names.</summary>
    public required JsonElement Config { get; init; }
}
