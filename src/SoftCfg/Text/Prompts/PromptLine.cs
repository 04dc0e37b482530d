namespace SoftCfg.Text.Prompts;

/// <summary>A line of a file of prompts; what is null was left out.</summary>
/// <param name="Text">The words of the prompt.</param>
/// <param name="Number">Where it stands in the file, from 1.</param>
public sealed record PromptLine(string Text, int Number)
{
    /// <summary>Pixels across.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels down.</summary>
    public int? Height { get; init; }

    /// <summary>The name of the task, such as t2i.</summary>
    public string? Task { get; init; }

    /// <summary>The file of the picture that the task takes.</summary>
    public string? Picture { get; init; }

    /// <summary>The seed of its images.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The index by which its first image draws random numbers.</summary>
    public long? Index { get; init; }

    /// <summary>Whether special tokens that are written in the text are those tokens.</summary>
    public bool? AllowSpecial { get; init; }
}
