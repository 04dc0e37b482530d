using System.Text.Json.Serialization;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Runs;

/// <summary>A prompt as the plan of a run has it.</summary>
public sealed record PlannedPrompt
{
    /// <summary>The words.</summary>
    public required string Text { get; init; }

    /// <summary>Pixels across.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down.</summary>
    public required int Height { get; init; }

    /// <summary>The name of the task, such as <c>t2i</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The name of the picture's file; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Picture { get; init; }

    /// <summary>The hash of the picture's content.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PictureSha256 { get; init; }

    /// <summary>The seed of its images; null for that of the run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? Seed { get; init; }

    /// <summary>The index by which its first image draws random numbers; null for the image's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Index { get; init; }

    /// <summary>Whether special tokens that are written in the text are those tokens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AllowSpecial { get; init; }

    /// <summary>Whether there can be such an image.</summary>
    [JsonIgnore]
    internal bool IsPossible => Task.Length > 0 && Width > 0 && Width % ImageGrid.GridPixels == 0 && Height > 0 && Height % ImageGrid.GridPixels == 0;

    /// <summary>The prompt, without the codes of its picture.</summary>
    /// <remarks>Of a task of somebody's own a plan knows the name only.</remarks>
    internal ImagePrompt Prompt => new(Text, Width, Height)
    {
        Template = PromptTemplate.All.FirstOrDefault(template => template.Name == Task) ?? new PromptTemplate(Task, "{prompt}"),
        Seed = Seed,
        Index = Index,
        AllowSpecialTokens = AllowSpecial,
    };

    internal static PlannedPrompt Of(RunPrompt one) => new()
    {
        Text = one.Prompt.Text,
        Width = one.Prompt.Width,
        Height = one.Prompt.Height,
        Task = one.Prompt.Template.Name,
        Picture = one.Picture?.Name,
        PictureSha256 = one.Picture?.Sha256,
        Seed = one.Prompt.Seed,
        Index = one.Prompt.Index,
        AllowSpecial = one.Prompt.AllowSpecialTokens,
    };
}
