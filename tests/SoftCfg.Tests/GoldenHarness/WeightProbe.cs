using SoftCfg.Layers;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>
/// A cache that shows the weights its values are given: every query attends to all positions alike and position p's
/// value is the p-th unit vector, so the attention's output is the weights over the number of positions.
/// </summary>
internal sealed class WeightProbe(long rows, int prefixLength, int tokens) : IDisposable
{
    private readonly int capacity = prefixLength + tokens;

    public KeyValueCache Cache { get; } = new(layers: 1, rows, heads: 1, capacity: prefixLength + tokens,
        headSize: prefixLength + tokens, prefixLength, ScalarType.Float32, CPU);

    /// <summary>Feeds positions and returns the weight of every position held then: [rows, length].</summary>
    public Tensor Feed(int positions)
    {
        using var scope = NewDisposeScope();
        var length = Cache.Length + positions;
        var nothing = zeros([rows, 1, positions, capacity]);
        var units = eye(capacity).narrow(0, Cache.Length, positions).expand(rows, 1, positions, capacity);
        var output = Cache.Attend(0, nothing, nothing, units);  // [rows, 1, positions, capacity]
        Cache.Advance(positions);
        return output[.., 0, -1, ..length].Times(length).MoveToOuterDisposeScope();
    }

    public void Dispose() => Cache.Dispose();
}
