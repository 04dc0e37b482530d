using System.Text.Json;

namespace SoftCfg.Loading;

/// <summary>A generator or an image tokenizer of a <see cref="ModelDescription"/>.</summary>
public sealed record ModelPart
{
    /// <summary>Its family's name, such as <c>alitok</c>; a name that is not known is answered with those that are.</summary>
    public required string Family { get; init; }

    /// <summary>The file of its weights, beside model.json; in full where a model was found without one.</summary>
    public required string File { get; init; }

    /// <summary>Its sizes, under the family's own names.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>
    /// The key of its weights in a file that holds several state dicts, such as <c>ema</c>, as <c>softcfg inspect</c> lists
    /// them; several keys are joined with '/'.
    /// </summary>
    /// <value>Default null: the state dict that is recognised.</value>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? StateDict { get; init; }
}
