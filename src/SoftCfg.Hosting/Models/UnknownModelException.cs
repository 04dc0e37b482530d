using SoftCfg.Options;

namespace SoftCfg.Hosting.Models;

/// <summary>No model of that name is served.</summary>
public sealed class UnknownModelException : ArgumentException
{
    /// <summary>Says which there are.</summary>
    /// <param name="name">What was asked for.</param>
    /// <param name="known">The names there are.</param>
    public UnknownModelException(string name, IReadOnlyList<string> known)
        : base($"No model is called '{Shortened(name)}' here{Suggestion.For(Shortened(name), known)} There are {string.Join(", ", known)}.")
    {
    }

    private static string Shortened(string name) => name.Length <= 60 ? name : $"{name[..60]}...";
}
