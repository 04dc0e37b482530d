using SoftCfg.Families;
using SoftCfg.Hosting.Engines;
using SoftCfg.Hosting.Models;
using SoftCfg.ImageTokenizers.AliTok;
using SoftCfg.Layers;
using SoftCfg.Loading;

namespace SoftCfg.ServeLoad;

/// <summary>A model to be served under load.</summary>
internal static class LoadModel
{
    /// <summary>Images that grow at a time.</summary>
    public const int Capacity = 8;

    public static ServedModel Find(string name)
    {
        var engine = new EngineOptions { Capacity = Capacity, QueueLimit = 1000 };
        if (PublishedModels.Find(name) is not { } published)
            return ServedModel.Find("model", name) with { Engine = engine };
        return new()
        {
            Name = "model",
            Title = published.Name,
            Engine = engine,
            Load = cancellationToken =>
            {
                var tokenizer = new AliTokTokenizer(AliTokTokenizerPresets.Published);
                tokenizer.Pack();
                return new ImageGenerator(SyntheticModel.Create(name, weights: WeightFormats.Default, cancellationToken: cancellationToken), tokenizer)
                {
                    DefaultGuidance = GeneratorSource.Synthetic(published).Guidance,
                };
            },
        };
    }
}
