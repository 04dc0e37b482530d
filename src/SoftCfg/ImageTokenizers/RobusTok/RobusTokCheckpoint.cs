using SoftCfg.Checkpoints;

namespace SoftCfg.ImageTokenizers.RobusTok;

/// <summary>What a <see cref="RobusTokTokenizer"/> needs of a published checkpoint, which is one of its training.</summary>
internal static class RobusTokCheckpoint
{
    private const string MovingAverage = "ema";

    // Which group each position belongs to, and how often each code was used.
    private static readonly string[] Buffers = ["encoder.lvl1LC", "decoder.lvl1LC", "quantize.ema_vocab_hit_SV"];

    /// <summary>
    /// Whether a tensor takes no part in encoding and decoding: the frozen network of a training loss
    /// (<c>semantic_model.*</c>), the positions' group indices and the codebook's usage statistics.
    /// </summary>
    /// <param name="name">The name of a tensor within a state dict.</param>
    /// <returns>Whether loading leaves it out.</returns>
    public static bool IsUnused(string name) =>
        name.StartsWith("semantic_model.", StringComparison.Ordinal) || Buffers.Contains(name);

    /// <summary>
    /// The weights that run, without the tensors nobody needs. Of a training checkpoint, they are those that
    /// <see cref="RobusTokConfig.UsesMovingAverage"/> asks for.
    /// </summary>
    /// <param name="checkpoint">The file; the result owns it.</param>
    /// <param name="config">Settings of the tokenizer.</param>
    /// <param name="unwrap">Finds the model's tensors where there is no moving average; null: <see
    /// cref="StateDictSelection.Unwrap(ICheckpoint)"/>.</param>
    /// <returns>Exactly the tensors of a <see cref="RobusTokTokenizer"/>, if the file is one; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">The moving average is asked for, and the file has none.</exception>
    public static ICheckpoint Weights(ICheckpoint checkpoint, RobusTokConfig config,
        Func<ICheckpoint, ICheckpoint>? unwrap = null)
    {
        var movingAverage = checkpoint.StateDictsNamed(MovingAverage) is [var key, ..] ? key : null;
        if (config.UsesMovingAverage == true && movingAverage is null)
        {
            throw new CheckpointException(checkpoint.Path, "the configuration asks for the moving average with " +
                $"\"{MovingAverage}\": true, but there is no state dict '{MovingAverage}'. Give a file that has one, or set it " +
                "to false to run the weights that are there.");
        }
        var weights = movingAverage is not null && config.UsesMovingAverage != false
            ? checkpoint.Select(movingAverage)
            : unwrap?.Invoke(checkpoint) ?? checkpoint.Unwrap();
        return weights.Rename(name => IsUnused(name) ? null : name);
    }
}
