namespace SoftCfg.Text.Prompts;

/// <summary>A prompt cannot be encoded: it is empty or too long, its size is not possible, or it needs another picture.</summary>
public sealed class PromptException : ArgumentException
{
    /// <summary>Describes what is wrong with a prompt.</summary>
    /// <param name="message">What is wrong, what was expected and what to do; whole sentences.</param>
    public PromptException(string message) : base(message)
    {
    }
}
