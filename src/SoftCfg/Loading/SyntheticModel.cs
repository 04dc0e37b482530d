using System.Text.Json;
using SoftCfg.Families;
using SoftCfg.Layers;
using SoftCfg.Models;
using SoftCfg.Options;
using static TorchSharp.torch;

namespace SoftCfg.Loading;

/// <summary>
/// Published generators at their full size with random weights, made in memory: they take the time and the memory of the real
/// ones, and nobody has to have those. What they draw means nothing.
/// </summary>
public static class SyntheticModel
{
    /// <summary>The models that can be made: <c>alitok-b</c> and so on, see <see cref="PublishedModel.ShortName"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = PublishedModels.All.Select(model => model.ShortName).ToList();

    /// <summary>Makes one, on the CPU.</summary>
    /// <param name="name">A published model by either of its names, such as <c>alitok-b</c> or <c>AliTok-B</c>.</param>
    /// <param name="seed">Decides the weights; 0 by default.</param>
    /// <param name="weights">How they are packed; float32 by default.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <returns>
    /// The model; the caller disposes it. Its logits are finite and differ: norms have weights of 1, biases are 0, weights of
    /// projections are normal with variance 1 / inputs, and tables (of tokens, positions) with variance 1.
    /// </returns>
    /// <exception cref="ArgumentException">There is no such model; the message lists all there are.</exception>
    public static ICausalImageModel Create(string name, ulong seed = 0, WeightFormat weights = WeightFormat.Float32,
        CancellationToken cancellationToken = default)
    {
        var published = PublishedModels.Find(name) ?? throw new ArgumentException(
            $"There is no published model '{name}'{Suggestion.For(name, Names)} There are {string.Join(", ", Names)}.", nameof(name));
        var allocated = Allocate(published, ScalarType.Float32, CPU);
        try
        {
            Fill(allocated.Module, seed, cancellationToken);
            (allocated.Part as IPackedModel)?.Pack(weights);
            return allocated.Part;
        }
        catch
        {
            allocated.Part.Dispose();
            throw;
        }
    }

    /// <summary>A published model without weights.</summary>
    internal static Allocated<ICausalImageModel> Allocate(PublishedModel model, ScalarType dtype, Device device) =>
        GeneratorFamily.All.First(family => family.Name == model.Family)
            .Allocate(JsonSerializer.SerializeToElement(model.Sizes), dtype, device);

    /// <summary>A model is allocated with norms of 1 and everything else 0; what has one axis stays so.</summary>
    internal static void Fill(nn.Module model, ulong seed, CancellationToken cancellationToken)
    {
        using var quiet = no_grad();
        using var generator = new Generator(seed);
        var projections = model.named_modules().Where(layer => layer.module is Projection).Select(layer => layer.name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (name, parameter) in model.named_parameters().Where(entry => entry.parameter.dim() > 1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var layer = name[..Math.Max(0, name.LastIndexOf('.'))];
            var deviation = projections.Contains(layer) ? 1 / Math.Sqrt(parameter.shape[^1]) : 1;
            parameter.normal_(0, deviation, generator);
        }
    }
}
