using SoftCfg.Checkpoints;
using SoftCfg.Families;
using SoftCfg.Guidance;
using SoftCfg.Loading.Configuration;
using SoftCfg.Loading.Hub;

namespace SoftCfg.Loading;

/// <summary>Describes the model that a published configuration file asks for: its sizes, files and settings.</summary>
internal static class UpstreamModel
{
    /// <summary>Describes it.</summary>
    /// <param name="config">The configuration, with the overrides of a command line.</param>
    /// <param name="tokenizer">The image tokenizer's checkpoint in place of the configuration's.</param>
    internal static ModelDescription Describe(UpstreamConfig config, string? tokenizer)
    {
        var format = config.Format;
        var found = format.Generator.Describe(config.Generator.Config);
        var generator = found.IsPublished ? found : found with { Name = format.GeneratorPrefix + found.Name };
        var weights = File(config, UpstreamGenerator.CheckpointKey, config.Generator.Checkpoint);
        var image = File(config, config.Tokenizer.CheckpointKey, tokenizer ?? config.Tokenizer.Checkpoint);
        return new ModelDescription
        {
            Origin = config.File,
            Name = generator.Name,
            Generator = new() { Family = generator.Family, File = weights, Config = generator.Config },
            Tokenizer = Tokenizer(config, generator, image),
            Classes = ModelFinder.NamesOf(generator.Classes),
            Guidance = Guidance(config, generator.Guidance),
            Sampling = generator.Sampling with { Temperature = config.Sampling.Temperature ?? generator.Sampling.Temperature },
        };
    }

    /// <summary>Some configurations have the tokenizer's settings; those of others show in its tensors.</summary>
    private static ModelPart Tokenizer(UpstreamConfig config, Recognition generator, string file) =>
        config.Tokenizer is { Family: { } family, Config: { } settings }
            ? new() { Family = family, File = file, Config = settings }
            : ModelFinder.Part(file,
                ModelFinder.Tokenizer(file, $"{config.File} asks for {generator}", generator.Tokens, generator.Codes));

    private static GuidanceOptions Guidance(UpstreamConfig config, GuidanceOptions released)
    {
        var sampling = config.Sampling;
        var options = released with
        {
            Scale = sampling.Scale ?? released.Scale,
            ScalePower = sampling.ScalePower ?? released.ScalePower,
            Strength = sampling.Strength ?? config.Format.Strength ?? released.Strength,
            StepNormalization = sampling.StepNormalization ?? released.StepNormalization,
        };
        return options with
        {
            Kind = options.Scale == 0 ? GuidanceKind.None
                : options.Strength == 0 ? GuidanceKind.ClassifierFree
                : GuidanceKind.SoftCfg,
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
