using System.Text.RegularExpressions;
using SoftCfg.Loading;

namespace SoftCfg.Cli.Serving;

/// <summary>A model that is served, as <c>--model</c> names it.</summary>
/// <param name="Name">The name that requests give.</param>
/// <param name="Path">Where it is.</param>
internal sealed partial record NamedModel(string Name, string Path)
{
    /// <summary>Reads <c>NAME=PATH</c>, or a path, whose last part without its extension becomes the name.</summary>
    /// <exception cref="UsageException">The name cannot be one.</exception>
    public static NamedModel Parse(string text)
    {
        if (text == EmbeddedModel.Name)
            return new(text, text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        // A path may have one of its own.
        if (equals < 0 || System.IO.Path.Exists(text))
            return new(NameOf(text), text);
        var (name, path) = (text[..equals], text[(equals + 1)..]);
        if (!Allowed().IsMatch(name) || path.Length == 0)
            throw new UsageException($"--model is '{text}'; it must be PATH or NAME=PATH, the name of letters, digits, '.', '_' and '-'.");
        return new(name, path);
    }

    private static string NameOf(string path)
    {
        var last = path.Split('/', '\\', ':').Last(part => part.Length > 0 || path.Length == 0);
        var name = System.IO.Path.GetExtension(last) is ".bin" or ".pt" or ".pth" or ".ckpt" or ".safetensors" or ".yaml" or ".json"
            ? System.IO.Path.GetFileNameWithoutExtension(last) : last;
        return Other().Replace(name, "-").Trim('-') is { Length: > 0 } usable ? usable : "model";
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,60}$")]
    private static partial Regex Allowed();

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex Other();
}
