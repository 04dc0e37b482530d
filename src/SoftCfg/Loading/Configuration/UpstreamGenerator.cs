namespace SoftCfg.Loading.Configuration;

/// <summary>The generator of a configuration: <c>model.generator</c> and where its weights are.</summary>
public sealed record UpstreamGenerator
{
    /// <summary>The key of <see cref="Checkpoint"/>.</summary>
    public const string CheckpointKey = "experiment.generator_checkpoint";

    /// <summary>The weights, as written: relative paths start in the current directory. Null if not given.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Channels of the stream (<c>hidden_size</c>).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Transformer blocks (<c>num_hidden_layers</c>).</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads (<c>num_attention_heads</c>).</summary>
    public required int Heads { get; init; }

    /// <summary>
    /// Channels inside the feed-forward layers (<c>intermediate_size</c>); null for AliTok, which computes them.
    /// </summary>
    public int? IntermediateSize { get; init; }

    /// <summary>Image tokens, N (<c>image_seq_len</c>).</summary>
    public required int SequenceLength { get; init; }

    /// <summary>Codes of the image tokenizer, V (<c>model.vq_model.codebook_size</c>).</summary>
    public required int CodebookSize { get; init; }

    /// <summary>Classes, C (<c>condition_num_classes</c>).</summary>
    public required int ClassCount { get; init; }

    internal static UpstreamGenerator Read(ConfigValues values, UpstreamFamily family)
    {
        int Size(string name) => values.WholeNumber($"model.generator.{name}", 1, UpstreamConfig.LargestSize);
        return new()
        {
            Checkpoint = values.Path(CheckpointKey),
            HiddenSize = Size("hidden_size"),
            Layers = Size("num_hidden_layers"),
            Heads = Size("num_attention_heads"),
            IntermediateSize = family == UpstreamFamily.AliTok ? null : Size("intermediate_size"),
            SequenceLength = Size("image_seq_len"),
            CodebookSize = values.WholeNumber("model.vq_model.codebook_size", 1, UpstreamConfig.LargestSize),
            ClassCount = Size("condition_num_classes"),
        };
    }
}
