using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Decoding;
using SoftCfg.Families;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Loading.Configuration;
using SoftCfg.Loading.Hub;
using SoftCfg.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Loading;

/// <summary>
/// A generator that can be loaded without an image tokenizer, for who decodes tokens and needs no pixels. What it is, is known
/// before its weights are there.
/// </summary>
public sealed class GeneratorSource
{
    // Tensors that have a shape and no elements.
    private static readonly Device Outline = new(DeviceType.META);

    private readonly Recognition found;
    private readonly Func<WeightFormat, CancellationToken, ICausalImageModel> load;

    private GeneratorSource(Recognition found, Func<WeightFormat, CancellationToken, ICausalImageModel> load) =>
        (this.found, this.load) = (found, load);

    /// <summary>What people call it.</summary>
    public string Name => found.Name;

    /// <summary>Tokens of an image.</summary>
    public int TokensPerImage => found.Tokens;

    /// <summary>The guidance of its release.</summary>
    public GuidanceOptions Guidance => found.Guidance;

    /// <summary>The sampling of its release.</summary>
    public SamplingOptions Sampling => found.Sampling;

    /// <summary>A published model that will have random weights, see <see cref="SyntheticModel"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">Decides the weights; 0 by default.</param>
    /// <returns>The source; nothing is allocated yet.</returns>
    public static GeneratorSource Synthetic(PublishedModel model, ulong seed = 0) =>
        new(FamilyOf(model.Family).Describe(JsonSerializer.SerializeToElement(model.Sizes)),
            (weights, cancellationToken) => SyntheticModel.Create(model.ShortName, seed, weights, cancellationToken));

    /// <summary>Finds a generator; its weights are not read yet.</summary>
    /// <param name="path">
    /// What <see cref="ModelDescription.Find"/> takes. A checkpoint needs no image tokenizer beside it; of a model folder and a
    /// configuration only the generator will be loaded.
    /// </param>
    /// <returns>The source.</returns>
    /// <exception cref="CheckpointException">There is no such file, it is damaged, or it is no known generator.</exception>
    /// <exception cref="ConfigurationException">A configuration cannot be used.</exception>
    public static GeneratorSource Find(string path)
    {
        var resolved = HubCache.PathOf(path);
        if (!IsDescribed(resolved))
        {
            var (part, found) = ModelFinder.GeneratorAlone(resolved);
            return Of(new PartRequest(part, part.File, found.Name, resolved), found);
        }
        var model = ModelDescription.Find(resolved);
        var request = model.GeneratorRequest;
        var described = request.Described(request.GeneratorFamily.Validate, request.GeneratorFamily.Describe) with
        {
            Name = model.Name,
            Guidance = model.Guidance,
            Sampling = model.Sampling,
        };
        return Of(request, described);
    }

    /// <summary>Loads it onto the CPU.</summary>
    /// <param name="weights">How weights are packed; float32 by default.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <returns>The model; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">Weights are missing, damaged, or not those described.</exception>
    public ICausalImageModel Load(WeightFormat weights = WeightFormat.Float32, CancellationToken cancellationToken = default) =>
        load(weights, cancellationToken);

    /// <summary>
    /// Counts the weights of its projections, each of which is multiplied with every row of a pass; biases, norms and tables
    /// are none of them. The same whatever the format; nothing is loaded.
    /// </summary>
    /// <returns>Such as 176 million.</returns>
    public long CountProjectionWeights()
    {
        using var outline = FamilyOf(found.Family).Allocate(found.Config, ScalarType.Float32, Outline).Part;
        return ((nn.Module)outline).modules().OfType<Projection>().SelectMany(layer => layer.parameters())
            .Where(parameter => parameter.dim() == 2).Sum(weight => weight.numel());
    }

    private static GeneratorFamily FamilyOf(string name) => GeneratorFamily.All.First(family => family.Name == name);

    private static GeneratorSource Of(PartRequest request, Recognition found) => new(found, (weights, cancellationToken) =>
        ModelLoader.Generator(request, ScalarType.Float32, CPU, hash: false, cancellationToken, weights: weights).Part);

    /// <summary>Whether more than a checkpoint says what it is; also of what is not there, which is refused there.</summary>
    private static bool IsDescribed(string path) =>
        (!File.Exists(path) && !Directory.Exists(path)) ||
        path == EmbeddedModel.Name ||
        Path.GetFileName(path) == ModelDescription.FileName ||
        File.Exists(Path.Combine(path, ModelDescription.FileName)) ||
        UpstreamConfig.IsFile(path);
}
