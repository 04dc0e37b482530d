namespace SoftCfg.Labels;

/// <summary>A text names no class, or several. The message says which come near, with their labels.</summary>
public sealed class ClassNameException : ArgumentException
{
    /// <summary>Describes what is wrong with a class name.</summary>
    /// <param name="message">What was asked for, and what could have been meant.</param>
    internal ClassNameException(string message) : base(message)
    {
    }
}
