namespace SoftCfg.Checkpoints.Torch;

/// <summary>A list.</summary>
internal sealed class PickleList
{
    internal List<object?> Items { get; } = [];
}
