using SoftCfg.Text.Prompts;

namespace SoftCfg.Runs;

/// <summary>A prompt of a run.</summary>
/// <param name="Prompt">The prompt, without the codes of a picture.</param>
public sealed record RunPrompt(ImagePrompt Prompt)
{
    /// <summary>The picture that its task takes, as large as the task needs it.</summary>
    /// <value>Default null: none.</value>
    public RunPicture? Picture { get; init; }
}
