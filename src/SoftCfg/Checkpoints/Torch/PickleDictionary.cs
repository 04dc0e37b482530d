namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// A dictionary: its pairs in order, keys as they came. Nothing is hashed, so no key can be unhashable.
/// </summary>
internal sealed class PickleDictionary
{
    internal List<(object? Key, object? Value)> Pairs { get; } = [];
}
