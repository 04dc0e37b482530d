namespace SoftCfg.Cli.Reconstruction;

/// <summary>What <c>softcfg reconstruct</c> was asked for.</summary>
internal sealed record ReconstructOptions
{
    public required string Images { get; init; }
    public required string Model { get; init; }
    public string? Tokenizer { get; init; }
    public required string Device { get; init; }
    public required int Threads { get; init; }
    public required string Output { get; init; }
    public bool Json { get; init; }
}
