using System.Text.Json.Serialization;
using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Runs;

/// <summary>
/// What decides every image of a run, and how the run is cut into chunks. A folder is gone on with by the same plan only.
/// </summary>
/// <remarks>
/// Batch size, threads and workers are not part of it: they decide no image, beyond the last bits of sums where libtorch computes. Nor is
/// the version of the library: records name it, since versions may round weights other than float32 in different ways.
/// </remarks>
public sealed record RunPlan
{
    /// <summary>The weights.</summary>
    public required ModelFingerprint Model { get; init; }

    /// <summary>Images.</summary>
    public required long Count { get; init; }

    /// <summary>Images of a chunk; the last one may have fewer.</summary>
    [JsonPropertyName("chunk")]
    public required int ChunkSize { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The classes of the images; null in a run of prompts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClassAssignment? Classes { get; init; }

    /// <summary>The prompts, image i having number i modulo their count; null in a run of classes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PlannedPrompt>? Prompts { get; init; }

    /// <summary>Originals whose tokens were kept; null where every token was sampled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlannedOriginals? Originals { get; init; }

    /// <summary>How images are guided; what nothing looks at has its default.</summary>
    public required GuidanceOptions Guidance { get; init; }

    /// <summary>Whether the scale decays as in the release of Lumina-mGPT 2.0.</summary>
    /// <value>Default false.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ScaleDecay { get; init; }

    /// <summary>How tokens are drawn.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>How several tokens are decoded a pass; null where they are decoded one by one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JacobiOptions? Jacobi { get; init; }

    /// <summary>How the generator's weights are stored and multiplied, such as <c>float32</c>.</summary>
    [JsonPropertyName("dtype")]
    public required string Dtype { get; init; }

    /// <summary>How its weights are packed, such as <c>int8</c>; null where libtorch computes.</summary>
    public string? Weights { get; init; }

    /// <summary>What kind of device it runs on, such as <c>cpu</c>.</summary>
    public required string Device { get; init; }

    /// <summary>How images are kept.</summary>
    public required ImageStorage Images { get; init; }

    /// <summary>Whether their tokens are kept.</summary>
    public required bool Tokens { get; init; }

    /// <summary>Whether what guidance did is kept.</summary>
    /// <value>Default false.</value>
    public bool Traces { get; init; }

    /// <summary>How many chunks there are.</summary>
    [JsonIgnore]
    public int Chunks => (int)((Count + ChunkSize - 1) / ChunkSize);

    /// <summary>A chunk.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <returns>Its images.</returns>
    public RunChunk Chunk(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Chunks);
        var first = (long)number * ChunkSize;
        return new RunChunk(number, first, (int)Math.Min(ChunkSize, Count - first));
    }

    /// <summary>The label of an image.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>Its class label; in a run of prompts the number of its prompt, from 0.</returns>
    public int LabelOf(long index) => Classes?.Of(index, Seed) ?? PromptNumber(index);

    /// <summary>The prompt of an image, without the codes of its picture.</summary>
    internal ImagePrompt PromptOf(long index) => Prompts![PromptNumber(index)].Prompt.Again(index / Prompts.Count);

    /// <summary>Sizes of images, without those that are there already: one means that all are alike.</summary>
    internal static IReadOnlyList<string> SizesOf(IEnumerable<PlannedPrompt> prompts) =>
        prompts.Select(prompt => FormattableString.Invariant($"{prompt.Width} x {prompt.Height} pixels")).Distinct(StringComparer.Ordinal).ToList();

    /// <summary>What is wrong with a plan that was read; null where it is one.</summary>
    internal string? Problem =>
        Count <= 0 || ChunkSize <= 0 || Count > (double)ImageRunOptions.MostChunks * ChunkSize ? "it speaks of no images."
        : (Classes is null) == (Prompts is null) ? "it speaks neither of classes nor of prompts, or of both."
        : Prompts is { Count: 0 } || Originals is { Files.Count: 0 } ? "it speaks of nothing to make images of."
        : Prompts?.All(prompt => prompt is { IsPossible: true }) == false ? "it speaks of an image that cannot be."
        : null;

    /// <summary>The plan of what was asked for, of these weights.</summary>
    internal static RunPlan Of(RunOptions options, ModelFingerprint model) => Common(options, model) with
    {
        Classes = options.Classes ?? ClassAssignment.Balanced(options.Model.Classes.Count),
        Originals = options.Originals is { } originals ? PlannedOriginals.Of(originals) : null,
    };

    /// <summary>The same of prompts.</summary>
    internal static RunPlan Of(PromptRunOptions options, ModelFingerprint model) => Common(options, model) with
    {
        Prompts = options.Prompts.Select(PlannedPrompt.Of).ToList(),
        ScaleDecay = options.DecaysAsReleased,
        Jacobi = options.Jacobi,
    };

    private int PromptNumber(long index) => (int)(index % Prompts!.Count);

    private static RunPlan Common(ImageRunOptions options, ModelFingerprint model) => new()
    {
        Model = model,
        Count = options.Count,
        ChunkSize = options.ChunkSize,
        Seed = options.Seed,
        Guidance = GuidanceSettings.All.Normalize(options.EffectiveGuidance),
        Sampling = SamplingSettings.All.Normalize(options.EffectiveSampling),
        Dtype = options.Dtype.ToString().ToLowerInvariant(),
        Weights = WeightFormats.Choose(options.Weights, options.Dtype, options.Device) is { } format ? WeightFormats.NameOf(format) : null,
        // Not which of them: the workers of a machine have one each.
        Device = options.Device.type.ToString().ToLowerInvariant(),
        Images = options.Images,
        Tokens = options.SaveTokens,
        Traces = options.SaveTraces,
    };
}
