using SoftCfg.Checkpoints;
using SoftCfg.Layers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Loading;

/// <summary>
/// Fills a model from a checkpoint and packs the weights of products on the way, tensor by tensor: beside what is packed, memory
/// holds one tensor as the file has it.
/// </summary>
internal static class PackingLoader
{
    private const string Weight = ".weight";

    /// <summary>Loads weights.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="module">The model; the weights of its projections are on the meta device.</param>
    /// <param name="format">How to store them.</param>
    /// <param name="progress">Told how much of the bytes has been loaded, from 0 to 1.</param>
    /// <param name="cancellationToken">Checked before each tensor.</param>
    /// <exception cref="CheckpointException">
    /// Tensors are missing, unexpected or of another shape (all of them are named), or a weight is not finite.
    /// </exception>
    public static void LoadInto(ICheckpoint checkpoint, nn.Module module, WeightFormat format, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var report = checkpoint.CompareWith(module);
        if (!report.Fits)
            throw new CheckpointException(report.Path, StrictLoader.Problem(report));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var targets = module.state_dict();
        var projections = module.named_modules().Where(named => named.module is Projection)
            .ToDictionary(named => named.name, named => (Projection)named.module, StringComparer.Ordinal);
        var (done, all) = (0L, checkpoint.Tensors.Sum(info => info.Bytes));
        // The largest first: it is in memory twice, and the less there is beside it the better.
        foreach (var info in checkpoint.Tensors.OrderByDescending(info => info.Bytes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var layer = projections.GetValueOrDefault(info.Name[..Math.Max(0, info.Name.LastIndexOf('.'))]);
            if (layer is null)
                Read(info.Name, value => targets[info.Name].copy_(value));
            else if (info.Name.EndsWith(Weight, StringComparison.Ordinal))
                Pack(layer, info.Name);
            // A projection's bias is packed with its weight.
            done += info.Bytes;
            progress?.Report((double)done / all);
        }
        ((IPackedModel)module).Pack(format);

        void Read(string name, Action<Tensor> use)
        {
            using var value = checkpoint.Read(name);
            StrictLoader.EnsureFinite(report.Path, name, value);
            use(value);
        }

        void Pack(Projection layer, string name)
        {
            var biasName = name[..^Weight.Length] + ".bias";
            if (targets.ContainsKey(biasName))
                Read(biasName, bias => Read(name, weight => layer.Pack(weight, bias, format)));
            else
                Read(name, weight => layer.Pack(weight, null, format));
        }
    }
}
