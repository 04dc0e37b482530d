using SoftCfg.Families;
using SoftCfg.Guidance;
using SoftCfg.Loading;
using SoftCfg.Options;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>A generator that is measured: a published one with random weights, or one that is loaded.</summary>
/// <param name="Name">The model, as it was named.</param>
/// <param name="Source">What it is, and how its weights get here.</param>
internal sealed record BenchModel(string Name, GeneratorSource Source)
{
    private const string HubPrefix = "hf:";

    /// <summary>Finds what a name stands for, before anything is measured; no weights are read.</summary>
    /// <param name="name">A published model's name, or a path.</param>
    public static BenchModel Find(string name)
    {
        if (PublishedModels.Find(name) is { } published)
            return new(published.ShortName, GeneratorSource.Synthetic(published));
        if (name == EmbeddedModel.Name || Path.Exists(name) || name.StartsWith(HubPrefix, StringComparison.Ordinal))
            return new(name, GeneratorSource.Find(name));
        IReadOnlyList<string> known = [.. SyntheticModel.Names, EmbeddedModel.Name];
        throw new UsageException($"--model: '{name}' is no published model and no path{Suggestion.For(name, known)} " +
            $"Published models are {string.Join(", ", SyntheticModel.Names)}; {EmbeddedModel.Name} comes with softcfg.");
    }

    /// <summary>The guidance of its release, as another kind.</summary>
    public GuidanceOptions Guidance(GuidanceKind kind) => Source.Guidance with { Kind = kind };

    public override string ToString() => Name;
}
