using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>An exponential moving average of a module's weights: samples better than the last weights do.</summary>
internal sealed class MovingAverage : IDisposable
{
    private readonly double decay;
    private readonly (string Name, Parameter Value, Tensor Average)[] weights;
    // A tensor, so that it is saved and restored with the averages: a resumed average must not begin anew.
    private readonly Tensor updates = zeros([1], ScalarType.Int64);

    public MovingAverage(nn.Module module, double decay)
    {
        this.decay = decay;
        weights = module.named_parameters()
            .Select(p => (p.name, p.parameter, p.parameter.detach().clone())).ToArray();
    }

    /// <summary>The averages, for the training's checkpoint.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State =>
        weights.Select(w => ($"average.{w.Name}", w.Average)).Append(("average updates", updates)).ToList();

    /// <summary>Takes the module's present weights into the average; the first updates count more.</summary>
    public void Update()
    {
        using var noGradients = no_grad();
        updates.PlusInPlace(1);
        var count = updates.item<long>();
        var keep = Math.Min(decay, (1.0 + count) / (10 + count));
        foreach (var (_, value, average) in weights)
            average.TimesInPlace(keep).PlusInPlace(value, 1 - keep);
    }

    /// <summary>Exchanges the module's weights and the averages; a second call changes them back.</summary>
    public void Swap()
    {
        using var noGradients = no_grad();
        foreach (var (_, value, average) in weights)
        {
            using var held = value.clone();
            value.copy_(average);
            average.copy_(held);
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, average) in weights)
            average.Dispose();
        updates.Dispose();
    }
}
