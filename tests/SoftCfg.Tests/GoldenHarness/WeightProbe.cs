using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Native;
using SoftCfg.Tests.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>
/// A cache that shows the weights its values are given: every query attends to all positions alike and position p's
/// value is the p-th unit vector, so the attention's output is the weights over the number of positions.
/// </summary>
internal sealed class WeightProbe(int rows, int prefixLength, int tokens, Device? where = null) : IDisposable
{
    private readonly Device device = where ?? CPU;

    private readonly int capacity = prefixLength + tokens;

    private readonly KeyValueCache cache = new(layers: 1, rows, heads: 1, capacity: prefixLength + tokens,
        headSize: prefixLength + tokens, ScalarType.Float32, where ?? CPU);

    /// <summary>Feeds positions and returns the weight of every position held then: [rows, length].</summary>
    public Tensor Feed(int positions, RowWeights? weights = null)
    {
        using var scope = NewDisposeScope();
        var held = cache.LengthOf(0);
        var length = held + positions;
        var nothing = zeros([rows, 1, positions, capacity], device: device);
        var units = eye(capacity, device: device).narrow(0, held, positions).expand(rows, 1, positions, capacity);
        var output = Passes.Attend(cache, nothing, nothing, units, weights);  // [rows, 1, positions, capacity]
        return output[.., 0, -1, ..length].Times(length).MoveToOuterDisposeScope();
    }

    /// <summary>Feeds the prefix (step 0) or a token, with what guidance of half as many sequences says of the values.</summary>
    public Tensor Feed(IGuidance guidance, int step)
    {
        using var scope = NewDisposeScope();
        var at = Steps.Of(rows / 2, step, device);
        var weights = guidance.ValueWeights(at);
        var behind = weights is null ? null : cat([ones([rows / 2, prefixLength], device: device), weights], 1);
        return Feed(step == 0 ? prefixLength : 1, behind is null ? null : new RowWeights(rows / 2, behind)).MoveToOuterDisposeScope();
    }

    public void Dispose() => cache.Dispose();
}
