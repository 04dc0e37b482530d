namespace SoftCfg.Text.Prompts;

/// <summary>A file of prompts cannot be used. The message names the file and the line, says what was expected and what to do.</summary>
public sealed class PromptFileException : IOException
{
    /// <summary>Describes what is wrong with a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong and what was expected; whole sentences.</param>
    /// <param name="line">The line, from 1; 0 (default) where it is the whole file.</param>
    /// <param name="innerException">The failure underneath, if any.</param>
    public PromptFileException(string path, string problem, int line = 0, Exception? innerException = null)
        : base(line == 0 ? $"{path}: {problem}" : $"{path}: line {line}: {problem}", innerException) => (Path, Line) = (path, line);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The line, from 1; 0 where it is the whole file.</summary>
    public int Line { get; }
}
