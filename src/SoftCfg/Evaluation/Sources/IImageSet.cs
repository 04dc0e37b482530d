using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>Images of one size, read one after another in a fixed order. The set may be larger than memory.</summary>
internal interface IImageSet : IDisposable
{
    /// <summary>The file or folder.</summary>
    string Path { get; }

    /// <summary>Images in all.</summary>
    long Count { get; }

    /// <summary>Bytes of one image.</summary>
    long ImageBytes { get; }

    /// <summary>What a reader of figures should know of the set; whole sentences, usually none.</summary>
    IReadOnlyList<string> Remarks { get; }

    /// <summary>What to call an image in a message.</summary>
    /// <param name="index">Its index, from 0.</param>
    string NameOf(long index);

    /// <summary>Reads the images that come next.</summary>
    /// <param name="maximum">How many to read at most, at least 1.</param>
    /// <returns>uint8 RGB [B, height, width, 3] on the CPU, which the caller disposes; null behind the last image.</returns>
    /// <exception cref="EvaluationFileException">They cannot be read; behind the last: what was read was damaged.</exception>
    Tensor? Next(int maximum);
}
