namespace SoftCfg;

/// <summary>What a generation from prompts comes to, and how much of it is done.</summary>
/// <param name="images">Images asked for.</param>
/// <param name="tokens">Tokens of all of them.</param>
internal sealed class PromptTotals(long images, long tokens)
{
    public long Images => images;

    public long Tokens => tokens;

    /// <summary>Images finished.</summary>
    public long ImagesDone { get; set; }

    /// <summary>Tokens of finished batches.</summary>
    public long TokensDone { get; set; }
}
