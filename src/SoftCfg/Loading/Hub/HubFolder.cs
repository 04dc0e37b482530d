using System.Text.RegularExpressions;
using SoftCfg.Checkpoints;

namespace SoftCfg.Loading.Hub;

/// <summary>Where the local Hugging Face cache is, by the same variables as huggingface_hub (its constants.py).</summary>
internal static partial class HubFolder
{
    /// <summary>Finds the folder; it need not exist.</summary>
    /// <param name="reference">What is looked for, for messages.</param>
    /// <param name="environment">Environment variables by name.</param>
    /// <exception cref="CheckpointException">No variable says where it is, and there is no home folder either.</exception>
    internal static string Find(string reference, Func<string, string?> environment)
    {
        string? Given(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (environment(name) is { Length: > 0 } value)
                    return Expand(reference, value, environment);
            }
            return null;
        }
        // The second is the older name of the first.
        if (Given("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") is { } hub)
            return hub;
        var all = Given("HF_HOME") ?? Path.Combine(Given("XDG_CACHE_HOME") ?? Path.Combine(Home(reference, environment), ".cache"), "huggingface");
        return Path.GetFullPath(Path.Combine(all, "hub"));
    }

    /// <summary>A value with <c>~</c> at its start and <c>$NAME</c> or <c>${NAME}</c> replaced; names not set stay as they are.</summary>
    private static string Expand(string reference, string value, Func<string, string?> environment)
    {
        var path = value is "~" || value.StartsWith("~/", StringComparison.Ordinal) ? Home(reference, environment) + value[1..] : value;
        path = Variable().Replace(path, match => environment(match.Groups["name"].Value) ?? match.Value);
        return path.Contains('\0', StringComparison.Ordinal) ? throw Nowhere(reference) : Path.GetFullPath(path);
    }

    private static string Home(string reference, Func<string, string?> environment)
    {
        var home = environment("HOME") is { Length: > 0 } value
            ? value
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        // A relative folder would be sought wherever the program happens to run.
        return Path.IsPathRooted(home) ? home : throw Nowhere(reference);
    }

    private static CheckpointException Nowhere(string reference) => new(reference,
        "where the Hugging Face cache is cannot be told: HOME is no folder. Set HF_HOME or HF_HUB_CACHE, or give the file's path.");

    [GeneratedRegex(@"\$(?:(?<name>\w+)|\{(?<name>[^}]*)\})", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
