using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Loading.Configuration;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Loading.Hub;
using SoftCfg.ImageTokenizers.RobusTok;
using SoftCfg.Models;
using SoftCfg.Models.AliTok;
using SoftCfg.Models.Rar;

namespace SoftCfg.Loading;

/// <summary>Describes the model that a published configuration file asks for: its sizes, files and settings.</summary>
internal static class UpstreamModel
{
    /// <summary>Describes it.</summary>
    /// <param name="config">The configuration, with the overrides of a command line.</param>
    /// <param name="tokenizer">The image tokenizer's checkpoint in place of the configuration's.</param>
    internal static ModelDescription Describe(UpstreamConfig config, string? tokenizer)
    {
        var described = config.Family == UpstreamFamily.AliTok
            ? Describe(config, "alitok", AliTok(config), AliTokPresets.All, AliTokPresets.ReleasedGuidance)
            : Describe(config, "rar", Rar(config), RarPresets.All, RarPresets.ReleasedGuidance);
        var file = File(config, config.Tokenizer.CheckpointKey, tokenizer ?? config.Tokenizer.Checkpoint);
        return described with { Tokenizer = Tokenizer(config, described.Name, file) };
    }

    /// <summary>RobusTok's settings are in the configuration; the others' show in their tensors.</summary>
    private static ModelPart Tokenizer(UpstreamConfig config, string generator, string file)
    {
        var (tokens, codes) = (config.Generator.SequenceLength, config.Generator.CodebookSize);
        return config.Family == UpstreamFamily.RobusTok
            ? new() { Family = "robustok", File = file, Config = JsonSerializer.SerializeToElement(RobusTok(config.Tokenizer)) }
            : ModelFinder.Part(file,
                ModelFinder.Tokenizer(file, $"{config.File} asks for {generator}, {tokens} tokens of {codes} codes", tokens, codes));
    }

    private static ModelDescription Describe<TConfig>(UpstreamConfig config, string family, TConfig sizes,
        IReadOnlyList<ModelPreset<TConfig>> published, GuidanceOptions released)
    {
        var preset = published.FirstOrDefault(preset => Equals(preset.Config, sizes));
        var generator = new ModelPart
        {
            Family = family,
            File = File(config, UpstreamGenerator.CheckpointKey, config.Generator.Checkpoint),
            Config = JsonSerializer.SerializeToElement(sizes),
        };
        return new ModelDescription
        {
            Origin = config.File,
            Name = preset?.Name ?? $"{NameOf(config.Family)} of {config.Generator.Layers} layers, {config.Generator.HiddenSize} channels",
            Generator = generator,
            Tokenizer = generator,
            Classes = ModelFinder.NamesOf(config.Generator.ClassCount),
            Guidance = Guidance(config, preset?.Guidance ?? released),
            Sampling = new SamplingOptions { Temperature = config.Sampling.Temperature ?? preset?.Temperature ?? 1 },
        };
    }

    private static GuidanceOptions Guidance(UpstreamConfig config, GuidanceOptions released)
    {
        var sampling = config.Sampling;
        var options = released with
        {
            Scale = sampling.Scale ?? released.Scale,
            ScalePower = sampling.ScalePower ?? released.ScalePower,
            // What the scripts do when the key is absent: RAR's takes 0. AliTok's insists on one; ours is SoftCFG's own.
            Strength = sampling.Strength ?? (config.Family == UpstreamFamily.AliTok ? released.Strength : 0),
            StepNormalization = sampling.StepNormalization ?? released.StepNormalization,
        };
        return options with
        {
            Kind = options.Scale == 0 ? GuidanceKind.None
                : options.Strength == 0 ? GuidanceKind.ClassifierFree
                : GuidanceKind.SoftCfg,
        };
    }

    private static string NameOf(UpstreamFamily family) => family switch
    {
        UpstreamFamily.AliTok => "AliTok",
        UpstreamFamily.RobusTok => "RobusTok RAR",
        _ => "RAR",
    };

    private static AliTokConfig AliTok(UpstreamConfig config) => new()
    {
        HiddenSize = config.Generator.HiddenSize,
        Layers = config.Generator.Layers,
        Heads = config.Generator.Heads,
        SequenceLength = config.Generator.SequenceLength,
        CodebookSize = config.Generator.CodebookSize,
        ClassCount = config.Generator.ClassCount,
    };

    private static RarConfig Rar(UpstreamConfig config) => new()
    {
        HiddenSize = config.Generator.HiddenSize,
        Layers = config.Generator.Layers,
        Heads = config.Generator.Heads,
        IntermediateSize = config.Generator.IntermediateSize!.Value,
        SequenceLength = config.Generator.SequenceLength,
        CodebookSize = config.Generator.CodebookSize,
        ClassCount = config.Generator.ClassCount,
    };

    private static RobusTokConfig RobusTok(UpstreamTokenizer tokenizer)
    {
        var published = RobusTokPresets.Published;
        return published with
        {
            CodebookSize = tokenizer.CodebookSize,
            CodeChannels = tokenizer.CodeSize ?? published.CodeChannels,
            LatentTokens = tokenizer.LatentTokens ?? published.LatentTokens,
            NormalisesCodes = tokenizer.NormalizedCodes,
            EncoderModel = tokenizer.EncoderModel ?? published.EncoderModel,
            DecoderModel = tokenizer.DecoderModel ?? published.DecoderModel,
            UsesMovingAverage = tokenizer.Ema,
        };
    }

    private static string File(UpstreamConfig config, string key, string? path)
    {
        if (path is null)
            throw config.NotGiven(key);
        if (HubCache.IsReference(path))
            return HubCache.Resolve(path);
        return System.IO.File.Exists(path)
            ? Path.GetFullPath(path)
            : throw new CheckpointException(path, $"there is no such file; {key} asks for it.");
    }
}
