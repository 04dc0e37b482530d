using SoftCfg.Checkpoints;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>
/// The weights of a packed network's convolutions, part by part. Half a gigabyte of them belongs to the coarse levels, where pictures are
/// small; at the finest level, where a layer is a gigabyte, they are in the way. So they are freed there, and read again from their
/// file by the next picture.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="checkpoint">Where its weights are; owned.</param>
internal sealed class MoVqGanWeights(nn.Module network, ICheckpoint checkpoint) : IDisposable
{
    private readonly List<(string Name, nn.Module Module)> modules = network.named_modules().ToList();
    private readonly HashSet<IReloadable> away = new(ReferenceEqualityComparer.Instance);

    /// <summary>Frees those of some parts, as far as they are there.</summary>
    public void Free(params IEnumerable<nn.Module> parts)
    {
        foreach (var (_, layer) in LayersOf(parts))
        {
            if (away.Add(layer))
                layer.Free();
        }
    }

    /// <summary>Reads those of some parts, as far as they are not there.</summary>
    /// <exception cref="CheckpointException">The file can no longer be read.</exception>
    public void Fetch(params IEnumerable<nn.Module> parts)
    {
        foreach (var (name, layer) in LayersOf(parts).Where(one => away.Contains(one.Layer)).ToList())
        {
            using var scope = NewDisposeScope();
            layer.Reload(checkpoint.Read($"{name}.{layer.WeightName}").to(ScalarType.Float32));
            away.Remove(layer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => checkpoint.Dispose();

    private IEnumerable<(string Name, IReloadable Layer)> LayersOf(IEnumerable<nn.Module> parts) =>
        from part in parts
        let above = modules.Find(one => ReferenceEquals(one.Module, part)).Name
        from one in modules
        where one.Name == above || one.Name.StartsWith(above + '.', StringComparison.Ordinal)
        where one.Module is IReloadable
        select (one.Name, (IReloadable)one.Module);
}
