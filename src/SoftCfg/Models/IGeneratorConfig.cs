namespace SoftCfg.Models;

/// <summary>What the sizes of every family of generators tell. A family may have more of its own.</summary>
internal interface IGeneratorConfig
{
    /// <summary>Channels of the stream.</summary>
    int HiddenSize { get; }

    /// <summary>Transformer blocks.</summary>
    int Layers { get; }

    /// <summary>Tokens per image.</summary>
    int SequenceLength { get; }

    /// <summary>Size of the codebook.</summary>
    int CodebookSize { get; }

    /// <summary>Classes.</summary>
    int ClassCount { get; }

    /// <summary>Checks that the sizes make a model.</summary>
    /// <exception cref="ArgumentException">A size is out of range; the message names it.</exception>
    void Validate();
}
