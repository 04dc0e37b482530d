namespace SoftCfg.ImageTokenizers;

/// <summary>An image tokenizer that can compute on the CPU by kernels of our own instead of libtorch's.</summary>
public interface IPackedTokenizer
{
    /// <summary>
    /// Whether it does. Then pixels have the same bits whatever else is decoded with them, and however many threads decode.
    /// </summary>
    bool IsPacked { get; }

    /// <summary>Packs the weights of all products. There is no way back: afterwards it only infers, and cannot be saved.</summary>
    /// <exception cref="InvalidOperationException">They are packed, or not float32 on the CPU.</exception>
    void Pack();
}
