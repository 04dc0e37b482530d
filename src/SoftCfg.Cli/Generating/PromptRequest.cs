using SoftCfg.Text.Prompts;

namespace SoftCfg.Cli.Generating;

/// <summary>A prompt as it was asked for.</summary>
/// <param name="Prompt">The prompt, without its picture: that has to be encoded by the model's image tokenizer.</param>
/// <param name="Picture">The file of its picture; null where there is none.</param>
/// <param name="Origin">Where it stands, for messages.</param>
internal sealed record PromptRequest(ImagePrompt Prompt, string? Picture, string Origin)
{
    /// <summary>Does something with the prompt; what the library refuses is told with where it stands.</summary>
    /// <exception cref="UsageException">It is refused.</exception>
    public static T Checked<T>(string origin, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (PromptException e)
        {
            throw new UsageException($"{origin}: {e.Message}");
        }
    }
}
