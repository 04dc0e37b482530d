using SoftCfg.Decoding;
using SoftCfg.Families;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Models;
using SoftCfg.Options;
using TorchSharp;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>A generator that is measured: a published one with random weights, or one that is loaded.</summary>
internal sealed class BenchModel : IDisposable
{
    private const string HubPrefix = "hf:";

    private BenchModel(ICausalImageModel model, GuidanceOptions guidance, SamplingOptions sampling) =>
        (Model, Guidance, Sampling) = (model, guidance, sampling);

    public ICausalImageModel Model { get; }

    /// <summary>The guidance of its release.</summary>
    public GuidanceOptions Guidance { get; }

    /// <summary>The sampling of its release.</summary>
    public SamplingOptions Sampling { get; }

    /// <summary>Weights of all projections: each is multiplied with every row once a step.</summary>
    public long ProjectionWeights => ((torch.nn.Module)Model).modules().OfType<Projection>()
        .SelectMany(layer => layer.parameters()).Where(parameter => parameter.dim() == 2).Sum(weight => weight.numel());

    /// <summary>Refuses a name that stands for nothing; loads nothing.</summary>
    public static void Check(string name)
    {
        var isThere = PublishedModels.Find(name) is not null || name == EmbeddedModel.Name || File.Exists(name) ||
            Directory.Exists(name) || name.StartsWith(HubPrefix, StringComparison.Ordinal);
        if (!isThere)
        {
            IReadOnlyList<string> known = [.. SyntheticModel.Names, EmbeddedModel.Name];
            throw new UsageException($"--model: '{name}' is no published model and no path{Suggestion.For(name, known)} " +
                $"Published models are {string.Join(", ", SyntheticModel.Names)}; {EmbeddedModel.Name} comes with softcfg.");
        }
    }

    /// <summary>Loads or makes it.</summary>
    /// <param name="name">A published model's name, or a path.</param>
    /// <param name="weights">How weights are stored.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    public static BenchModel Load(string name, WeightFormat weights, CancellationToken cancellationToken)
    {
        if (PublishedModels.Find(name) is { } published)
        {
            var settings = published.Settings[0];
            return new(SyntheticModel.Create(name, weights: weights, cancellationToken: cancellationToken),
                settings.Guidance, new SamplingOptions { Temperature = settings.Temperature });
        }
        var loaded = StandaloneGenerator.Load(name, weights, cancellationToken);
        return new(loaded.Model, loaded.Guidance, loaded.Sampling);
    }

    public void Dispose() => Model.Dispose();
}
