namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>Sizes of one half of the tokenizer.</summary>
/// <param name="Width">Channels of the stream.</param>
/// <param name="Depth">Blocks.</param>
/// <param name="Heads">Attention heads.</param>
internal sealed record TransformerSize(int Width, int Depth, int Heads);
