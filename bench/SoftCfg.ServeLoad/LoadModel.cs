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

    /// <summary>The sizes of the published image tokenizer of AliTok's generators.</summary>
    private static readonly AliTokTokenizerConfig Pixels = new()
    {
        ImageSize = 256,
        PatchSize = 16,
        CodeChannels = 32,
        CodebookSize = 4096,
        Encoder = new() { Width = 768, Layers = 12, Heads = 12 },
        Decoder = new() { Width = 1024, Layers = 24, Heads = 16 },
    };

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
                var tokenizer = new AliTokTokenizer(Pixels);
                tokenizer.Pack();
                return new ImageGenerator(SyntheticModel.Create(name, weights: WeightFormats.Default, cancellationToken: cancellationToken), tokenizer)
                {
                    DefaultGuidance = GeneratorSource.Synthetic(published).Guidance,
                };
            },
        };
    }
}
