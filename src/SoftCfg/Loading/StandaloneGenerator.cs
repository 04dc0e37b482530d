using SoftCfg.Checkpoints;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Loading.Configuration;
using SoftCfg.Loading.Hub;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Loading;

/// <summary>A generator without an image tokenizer: for who decodes tokens and needs no pixels. Owns the model.</summary>
public sealed class StandaloneGenerator : IDisposable
{
    private StandaloneGenerator(string name, ICausalImageModel model, GuidanceOptions guidance, SamplingOptions sampling) =>
        (Name, Model, Guidance, Sampling) = (name, model, guidance, sampling);

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>The model.</summary>
    public ICausalImageModel Model { get; }

    /// <summary>The guidance of its release.</summary>
    public GuidanceOptions Guidance { get; }

    /// <summary>The sampling of its release.</summary>
    public SamplingOptions Sampling { get; }

    /// <summary>Loads a generator onto the CPU.</summary>
    /// <param name="path">
    /// What <see cref="ModelDescription.Find"/> takes. A checkpoint needs no image tokenizer beside it; a model folder and a
    /// configuration are read whole, and only the generator's weights are loaded.
    /// </param>
    /// <param name="weights">How weights are stored; float32 by default.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <returns>The generator.</returns>
    /// <exception cref="CheckpointException">There is no such file, it is damaged, or it is no known generator.</exception>
    /// <exception cref="ConfigurationException">A configuration cannot be used.</exception>
    /// <exception cref="NotSupportedException">This version does not have the format.</exception>
    public static StandaloneGenerator Load(string path, WeightFormat weights = WeightFormat.Float32,
        CancellationToken cancellationToken = default)
    {
        var dtype = WeightStorage.TypeOf(weights);
        var resolved = HubCache.PathOf(path);
        if (IsDescribed(resolved))
        {
            var model = ModelDescription.Find(resolved);
            return Load(model.GeneratorRequest, model.Name, model.Guidance, model.Sampling, dtype, cancellationToken);
        }
        var (part, found) = ModelFinder.GeneratorAlone(resolved);
        var request = new PartRequest(part, part.File, found.Name, resolved);
        return Load(request, found.Name, found.Guidance, found.Sampling, dtype, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static StandaloneGenerator Load(PartRequest request, string name, GuidanceOptions guidance, SamplingOptions sampling,
        ScalarType dtype, CancellationToken cancellationToken) =>
        new(name, ModelLoader.Generator(request, dtype, CPU, hash: false, cancellationToken).Part, guidance, sampling);

    /// <summary>Whether more than a checkpoint says what it is; also of what is not there, which is refused there.</summary>
    private static bool IsDescribed(string path) =>
        (!File.Exists(path) && !Directory.Exists(path)) ||
        path == EmbeddedModel.Name ||
        Path.GetFileName(path) == ModelDescription.FileName ||
        File.Exists(Path.Combine(path, ModelDescription.FileName)) ||
        UpstreamConfig.IsFile(path);
}
