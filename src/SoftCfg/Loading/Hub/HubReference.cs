using System.Text.RegularExpressions;
using SoftCfg.Checkpoints;

namespace SoftCfg.Loading.Hub;

/// <summary>The parts of <c>hf:org/name[@revision][:file]</c>.</summary>
/// <param name="Text">The whole reference, as typed.</param>
/// <param name="Organization">Who published the repository.</param>
/// <param name="Name">The repository's name.</param>
/// <param name="Revision">A branch, tag or commit.</param>
/// <param name="File">The file's path within the repository; null for its only checkpoint.</param>
internal sealed partial record HubReference(string Text, string Organization, string Name, string Revision, string? File)
{
    internal const string Prefix = "hf:";
    private const string DefaultRevision = "main";

    /// <summary>The repository's folder in the cache.</summary>
    internal string Folder => $"models--{Organization}--{Name}";

    /// <summary>The command that puts what is referred to into the cache.</summary>
    internal string Command
    {
        get
        {
            var file = File is null ? "" : $" {File}";
            var revision = Revision == DefaultRevision ? "" : $" --revision {Revision}";
            return $"`hf download {Organization}/{Name}{file}{revision}`";
        }
    }

    /// <exception cref="CheckpointException">The text is no reference, or one that leads out of its repository.</exception>
    internal static HubReference Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            throw new CheckpointException(text,
                "this is no reference to a file of Hugging Face; expected hf:ORG/NAME, " +
                "hf:ORG/NAME:FILE or hf:ORG/NAME@REVISION:FILE.");
        }
        var (revision, file) = (match.Groups["revision"], match.Groups["file"]);
        EnsureInside(text, "revision", revision);
        EnsureInside(text, "file", file);
        return new(text, Repository(text, match.Groups["org"]), Repository(text, match.Groups["name"]),
            revision.Success ? revision.Value : DefaultRevision, file.Success ? file.Value : null);
    }

    private static string Repository(string text, Group part)
    {
        // Hugging Face forbids both; the first would also make the folder's name ambiguous.
        if (part.Value.Contains("--", StringComparison.Ordinal) || part.Value.Contains("..", StringComparison.Ordinal))
        {
            throw new CheckpointException(text,
                $"'{part.Value}' is no name on Hugging Face: it may contain neither '--' nor '..'.");
        }
        return part.Value;
    }

    private static void EnsureInside(string text, string what, Group part)
    {
        if (!part.Success)
            return;
        if (part.Value.Split('/').Any(name => name is "" or "." or "..") || part.Value.AsSpan().ContainsAny("\\:\0"))
        {
            throw new CheckpointException(text,
                $"the {what} '{part.Value}' is refused: expected a relative path without '.', '..', ':' or backslashes.");
        }
    }

    [GeneratedRegex(@"^hf:(?<org>[A-Za-z0-9][\w.-]*)/(?<name>[A-Za-z0-9][\w.-]*)(?:@(?<revision>[^:]*))?(?::(?<file>.*))?\z",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
