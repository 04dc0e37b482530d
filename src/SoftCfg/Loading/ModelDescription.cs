using System.Text.Json;
using System.Text.Json.Serialization;
using SoftCfg.Checkpoints;
using SoftCfg.Decoding;
using SoftCfg.Families;
using SoftCfg.Files;
using SoftCfg.Guidance;
using SoftCfg.Labels;
using SoftCfg.Loading.Configuration;
using SoftCfg.Loading.Hub;
using SoftCfg.Options;

namespace SoftCfg.Loading;

/// <summary>
/// What sampling needs to know of a model: its parts, their weights and sizes, its classes and settings. It is read from the
/// <c>model.json</c> of a model folder, found from published checkpoints, or taken from a published configuration file.
/// </summary>
public sealed record ModelDescription
{
    /// <summary>The name of the description inside the folder.</summary>
    public const string FileName = "model.json";

    // A description is a page; anything larger is something else.
    private const int LargestDescription = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters =
        {
            new SettingsConverter<GuidanceOptions>(GuidanceSettings.All),
            new SettingsConverter<SamplingOptions>(SamplingSettings.All),
        },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    /// <summary>The model's name, for people and for the provenance of images.</summary>
    public required string Name { get; init; }

    /// <summary>The generator.</summary>
    public required ModelPart Generator { get; init; }

    /// <summary>The image tokenizer.</summary>
    public required ModelPart Tokenizer { get; init; }

    /// <summary>
    /// The name of every class, in the order of the labels. A description may leave them out for a generator of 1,000
    /// classes: those are ImageNet's.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The guidance this model is best sampled with.</summary>
    public GuidanceOptions Guidance { get; init; } = new();

    /// <summary>The sampling this model is best sampled with.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The folder it was read from.</summary>
    [JsonIgnore]
    public string Path { get; private init; } = "";

    /// <summary>What says that the model is so, for messages: model.json, a configuration file or the generator's checkpoint.</summary>
    internal string Origin { get; init; } = FileName;

    /// <summary>The generator, as it is loaded.</summary>
    internal PartRequest GeneratorRequest => new(Generator, WeightsOf(Generator), Name, Origin);

    /// <summary>The image tokenizer, as it is loaded.</summary>
    internal PartRequest TokenizerRequest => new(Tokenizer, WeightsOf(Tokenizer), Name, Origin);

    /// <summary>Reads the description of a model folder.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The description.</returns>
    /// <exception cref="CheckpointException">There is no such folder, or its description is missing, damaged or incomplete.</exception>
    public static ModelDescription Read(string path)
    {
        var file = System.IO.Path.Combine(path, FileName);
        if (!Directory.Exists(path))
            throw new CheckpointException(path, "there is no such folder. Give a folder that holds model.json and the weights.");
        if (!File.Exists(file))
            throw new CheckpointException(file, "the folder holds no model.json, so it is not a model folder.");
        try
        {
            var description = JsonSerializer.Deserialize<ModelDescription>(RegularFile.ReadAllBytes(file, LargestDescription), Json)
                ?? throw new JsonException("the file says null.");
            DescriptionChecks.Validate(description);
            RefuseFilesElsewhere(file, description);
            return description with
            {
                Path = System.IO.Path.GetFullPath(path),
                Origin = file,
                Classes = description.NamedClasses(),
            };
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or UnauthorizedAccessException
            or (IOException and not CheckpointException))
        {
            throw new CheckpointException(file, $"the description cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Checks that the parts belong together, by their sizes. No file is opened, and libtorch is not needed.</summary>
    /// <exception cref="CheckpointException">They do not, or sizes make no model.</exception>
    public void Validate() => ModelLoader.Check(this);

    /// <summary>
    /// Describes a model from what is published of it: a model folder, a generator's checkpoint, a folder with one, or a
    /// configuration file. What a checkpoint is shows in its tensors; the settings are those of its release.
    /// </summary>
    /// <param name="path">
    /// The folder, its model.json, the generator's checkpoint or a published configuration (.yaml);
    /// <c>hf:org/name[@revision][:file]</c> means one in the local Hugging Face cache, and <c>fashion</c> the
    /// <see cref="EmbeddedModel"/> (a folder of that name is <c>./fashion</c>).
    /// </param>
    /// <param name="tokenizer">
    /// The image tokenizer's checkpoint, written like <paramref name="path"/>; by default the one beside the generator. A
    /// model folder names its own.
    /// </param>
    /// <returns>The description.</returns>
    /// <exception cref="CheckpointException">
    /// There is no such file, it cannot be read, it is of no known family, several files are possible (they are listed), or
    /// generator and image tokenizer do not belong together.
    /// </exception>
    /// <exception cref="ConfigurationException">A configuration file cannot be used.</exception>
    public static ModelDescription Find(string path, string? tokenizer = null)
    {
        path = path == EmbeddedModel.Name ? EmbeddedModel.Folder : HubCache.PathOf(path);
        tokenizer = tokenizer is null ? null : HubCache.PathOf(tokenizer);
        if (!Directory.Exists(path) && !File.Exists(path))
            throw new CheckpointException(path, "there is no such file or folder.");
        if (System.IO.Path.GetFileName(path) == FileName && File.Exists(path))
            path = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        if (UpstreamConfig.IsFile(path))
            return From(UpstreamConfig.Read(path, []), tokenizer);
        if (!File.Exists(System.IO.Path.Combine(path, FileName)))
            return ModelFinder.Find(path, tokenizer);
        return tokenizer is null
            ? Read(path)
            : throw new CheckpointException(path, "the folder's model.json names its image tokenizer; give no other.");
    }

    /// <summary>Says what a checkpoint is, from the names and shapes of its tensors.</summary>
    /// <param name="checkpoint">The checkpoint; it stays open.</param>
    /// <returns>Such as <c>RAR-B, 256 tokens of 1024 codes</c>; null when it is of no family known here.</returns>
    /// <exception cref="CheckpointException">Which of its tensors are a model's is unclear.</exception>
    public static string? Recognise(ICheckpoint checkpoint) => KnownCheckpoint.Recognise(checkpoint)?.ToString();

    /// <summary>The tensors that a model is loaded from; of a training checkpoint these are some of the file's.</summary>
    /// <param name="checkpoint">The checkpoint; the result owns it.</param>
    /// <returns>The tensors; their <see cref="ICheckpoint.Selection"/> says which they are.</returns>
    /// <exception cref="CheckpointException">Which of its tensors are a model's is unclear; they are listed.</exception>
    public static ICheckpoint SelectWeights(ICheckpoint checkpoint) => KnownCheckpoint.Weights(checkpoint);

    /// <summary>Describes the model that a published configuration file asks for.</summary>
    /// <param name="config">The file, with any overrides.</param>
    /// <param name="tokenizer">The image tokenizer's checkpoint; by default the one that the configuration names.</param>
    /// <returns>The description: sizes and files are the configuration's, and so are the settings it gives.</returns>
    /// <exception cref="ConfigurationException">The configuration does not say where a checkpoint is.</exception>
    /// <exception cref="CheckpointException">A checkpoint is not there.</exception>
    public static ModelDescription From(UpstreamConfig config, string? tokenizer = null) => UpstreamModel.Describe(config, tokenizer);

    /// <summary>Writes the description into a folder.</summary>
    /// <param name="path">The folder; it must exist.</param>
    public void Write(string path)
    {
        using var file = new Files.AtomicFile(System.IO.Path.Combine(path, FileName));
        JsonSerializer.Serialize(file.Stream, this, Json);
        file.Commit();
    }

    private IReadOnlyList<string> NamedClasses()
    {
        if (Classes.Count > 0)
            return Classes;
        var isImageNet = Generator.Config.ValueKind == JsonValueKind.Object &&
            Generator.Config.TryGetProperty("condition_num_classes", out var count) &&
            count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var classes) &&
            classes == ClassNames.ImageNet.Names.Count;
        return isImageNet ? ClassNames.ImageNet.Names : throw new JsonException(
            "it names no classes; only a generator of 1000 classes may leave them out, which are ImageNet's then.");
    }

    /// <summary>Where a part's weights are.</summary>
    internal string WeightsOf(ModelPart part) => System.IO.Path.Combine(Path, part.File);

    /// <summary>A description from a stranger must not reach outside its folder.</summary>
    private static void RefuseFilesElsewhere(string file, ModelDescription folder)
    {
        foreach (var weights in new[] { folder.Generator.File, folder.Tokenizer.File })
        {
            if (System.IO.Path.GetFileName(weights) != weights || weights.Length == 0)
            {
                throw new CheckpointException(file,
                    $"the weights file '{weights}' must be the plain name of a file beside model.json.");
            }
        }
    }
}
