using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Families;

/// <summary>A kind of generator: how its checkpoints look, how it is built, and what was published of it.</summary>
internal sealed record GeneratorFamily
{
    /// <summary>All there are.</summary>
    public static IEnumerable<GeneratorFamily> All => ModelFamily.All.Select(family => family.Generator).OfType<GeneratorFamily>();

    /// <summary>Its name in model.json.</summary>
    public required string Name { get; init; }

    /// <summary>What a checkpoint of these shapes is; null when it is none of this family.</summary>
    public required Func<TensorShapes, Recognition?> Recognise { get; init; }

    /// <summary>What a generator of these sizes is; the sizes need not make a model.</summary>
    /// <exception cref="JsonException">A size is missing or no number.</exception>
    public required Func<JsonElement, Recognition> Describe { get; init; }

    /// <summary>Checks that sizes make a model.</summary>
    /// <exception cref="JsonException">A size is missing or no number.</exception>
    /// <exception cref="ArgumentException">A size is out of range; the message names it.</exception>
    public required Action<JsonElement> Validate { get; init; }

    /// <summary>Allocates one: its sizes, how weights are stored, and where.</summary>
    public required Func<JsonElement, ScalarType, Device, Allocated<ICausalImageModel>> Allocate { get; init; }

    /// <summary>Its published models, smallest first.</summary>
    public IReadOnlyList<PublishedModel> Published => ListPublished.Value;

    /// <summary>Makes that list when it is asked for: it writes the sizes of every model.</summary>
    private Lazy<IReadOnlyList<PublishedModel>> ListPublished { get; init; } = new([]);

    /// <summary>A family.</summary>
    /// <param name="name">Its name in model.json.</param>
    /// <param name="title">What people call it.</param>
    /// <param name="sizes">The sizes of a checkpoint's model; null when it is none of this family.</param>
    /// <param name="presets">Its published models, smallest first.</param>
    /// <param name="released">The guidance of models that are none of those.</param>
    /// <param name="allocate">Its constructor.</param>
    public static GeneratorFamily Of<TConfig, TModel>(string name, string title, Func<TensorShapes, TConfig?> sizes,
        IReadOnlyList<ModelPreset<TConfig>> presets, GuidanceOptions released,
        Func<TConfig, ScalarType, Device, TModel> allocate)
        where TConfig : class, IGeneratorConfig
        where TModel : nn.Module, ICausalImageModel
    {
        Recognition Describe(TConfig config) => DescriptionOf(name, title, config, presets, released);
        return new()
        {
            Name = name,
            Recognise = shapes => sizes(shapes) is { } found && Configurations.AreValid(found.Validate) ? Describe(found) : null,
            Describe = config => Describe(Configurations.Read<TConfig>(config)),
            Validate = config => Configurations.Read<TConfig>(config).Validate(),
            Allocate = (config, dtype, device) =>
            {
                var model = allocate(Configurations.Read<TConfig>(config), dtype, device);
                return new(model, model);
            },
            ListPublished = new(() => PublishedModel.Of(name, presets)),
        };
    }

    /// <summary>The published model of these sizes, with its released settings, or one of its own.</summary>
    private static Recognition DescriptionOf<TConfig>(string name, string title, TConfig config,
        IReadOnlyList<ModelPreset<TConfig>> presets, GuidanceOptions released) where TConfig : class, IGeneratorConfig
    {
        var preset = presets.FirstOrDefault(preset => Equals(preset.Config, config));
        return new Recognition(name, preset?.Name ?? $"{title} of {config.Layers} layers, {config.HiddenSize} channels",
            Configurations.Write(config), config.SequenceLength, config.CodebookSize)
        {
            Blocks = config.Layers,
            IsPublished = preset is not null,
            Classes = config.ClassCount,
            Guidance = preset?.Guidance ?? released,
            Sampling = new SamplingOptions { Temperature = preset?.Temperature ?? 1 },
        };
    }
}
