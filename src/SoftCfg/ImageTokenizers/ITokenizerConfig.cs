namespace SoftCfg.ImageTokenizers;

/// <summary>What the sizes of every family of image tokenizers tell. A family may have more of its own.</summary>
internal interface ITokenizerConfig
{
    /// <summary>Tokens per image.</summary>
    int TokenCount { get; }

    /// <summary>Size of the codebook.</summary>
    int CodebookSize { get; }

    /// <summary>Blocks of layers that are alike: of each, a checkpoint has at least one tensor.</summary>
    long Blocks { get; }

    /// <summary>Checks that the sizes make a tokenizer.</summary>
    /// <exception cref="ArgumentException">A size is out of range; the message names it.</exception>
    void Validate();
}
