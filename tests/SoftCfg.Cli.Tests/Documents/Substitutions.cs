using System.Globalization;
using System.Text.RegularExpressions;

namespace SoftCfg.Cli.Tests.Documents;

/// <summary>
/// What is different when a command of a document is run here: fewer and smaller images, processors in place of GPUs, one process, and
/// stand-ins of <see cref="StandIns"/> in place of published files. Everything else is run as it is written.
/// </summary>
internal static partial class Substitutions
{
    /// <summary>Images where a command would make more, or does not say: precision and recall need as many; a row of a table needs more.</summary>
    private const string Count = "4", CountOfRow = "8";

    /// <summary>Options whose value is another here.</summary>
    private static readonly Dictionary<string, Func<string, string?>> Values = new(StringComparer.Ordinal)
    {
        ["--count"] = count => Fewer(count, Count),
        ["-n"] = count => Fewer(count, "2"),
        ["--device"] = _ => "cpu",
        // One process: what several are like, the end-to-end tests show.
        ["--workers"] = _ => null,
        ["--threads"] = _ => "1",
        ["--width"] = Smaller,
        ["--height"] = Smaller,
    };

    /// <summary>Keys of configurations that are sizes of a published model.</summary>
    private static readonly Dictionary<string, string> Sizes = new(StringComparer.Ordinal)
    {
        ["model.generator.hidden_size"] = "64",
        ["model.generator.num_hidden_layers"] = "1",
        ["model.generator.num_attention_heads"] = "4",
        ["model.generator.intermediate_size"] = "128",
    };

    /// <summary>The words behind <c>softcfg</c> as they are run.</summary>
    public static string[] Of(IEnumerable<string> words)
    {
        var given = words.Select(Local).ToList();
        if (given is [] or [.., "--help"])
            return [.. given];
        var result = new List<string>();
        for (var i = 0; i < given.Count; i++)
        {
            if (i + 1 < given.Count && (OfCommand(given).TryGetValue(given[i], out var change) || Values.TryGetValue(given[i], out change)))
            {
                if (change(given[++i]) is { } value)
                    result.AddRange([given[i - 1], value]);
            }
            else
            {
                result.Add(given[i]);
            }
        }
        result.AddRange(Missing(given));
        return [.. result];
    }

    /// <summary>Smaller pictures: the tiny model has the same sizes in smaller numbers.</summary>
    public static string Smaller(string pixels) => int.Parse(pixels, CultureInfo.InvariantCulture) > 600 ? "64" : "32";

    /// <summary>Folders from the root of a file system are folders of the test.</summary>
    private static string Local(string word)
    {
        var local = Mounted().Replace(word, match => match.Groups["folder"].Value == "models" ? "weights/" : "shared/");
        var at = local.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && Sizes.TryGetValue(local[..at].TrimStart('-'), out var size) ? $"{local[..at]}={size}" : local;
    }

    /// <summary>The same of a server, which runs on: its models are named by whole paths.</summary>
    public static string[] Of(IEnumerable<string> words, TemporaryFolder folder) =>
        [.. Of(words).Select(word => word.IndexOf('=', StringComparison.Ordinal) + 1 is var at && Path.Exists(folder.File(word[at..]))
            ? word.Insert(at, folder.Path + "/") : word)];

    private static Dictionary<string, Func<string, string?>> OfCommand(List<string> words) => words[0] switch
    {
        // Every point of a grid is an evaluation, which takes its time.
        "sweep" => new(StringComparer.Ordinal) { ["--scale"] = OneOf, ["--strength"] = OneOf },
        "reproduce" => new(StringComparer.Ordinal) { ["--count"] = count => Fewer(count, CountOfRow) },
        // A trace of classes has images of one size.
        "plot" => new(StringComparer.Ordinal) { ["--size"] = _ => null },
        "serve" => new(StringComparer.Ordinal) { ["--port"] = _ => null, ["--host"] = _ => null, ["--capacity"] = _ => "2", ["--largest"] = _ => "64x64" },
        "bench" => new(StringComparer.Ordinal)
        {
            // Published sizes take half a minute to make.
            ["--model"] = model => string.Join(',', model.Split(',').Select(_ => "fashion").Distinct()),
            ["--batch"] = TwoOf,
            ["--steps"] = _ => "2",
            ["--length"] = _ => "2",
            ["--runs"] = _ => "1",
        },
        _ => new(StringComparer.Ordinal),
    };

    /// <summary>What a command would do without being told, in its small form.</summary>
    private static string[] Missing(List<string> given) => given[0] switch
    {
        "serve" => ["--port", "0"],
        "reproduce" when !given.Contains("--count") => ["--count", CountOfRow],
        "run" when given.Contains("--prompts") => ["--count", Count, .. SmallPictures(given)],
        "sample" or "run" or "sweep" when !given.Contains("--count") && !given.Contains("--reconstruct") => ["--count", Count],
        "generate" => SmallPictures(given),
        "bench" when !given.Contains("--compare") =>
        [
            .. given.Contains("--model") ? [] : new[] { "--model", "fashion" }, .. given.Contains("--batch") ? [] : new[] { "--batch", "1" },
            .. given.Contains("--steps") ? [] : new[] { "--steps", "2" }, .. given.Contains("--runs") ? [] : new[] { "--runs", "1" },
        ],
        _ => [],
    };

    private static string[] SmallPictures(List<string> given) =>
        [.. given.Contains("--width") ? [] : new[] { "--width", "32" }, .. given.Contains("--height") ? [] : new[] { "--height", "32" }];

    private static string Fewer(string count, string most) =>
        int.Parse(count, CultureInfo.InvariantCulture) > int.Parse(most, CultureInfo.InvariantCulture) ? most : count;

    private static string OneOf(string list) => list.Split(',')[0];

    private static string TwoOf(string list) => string.Join(',', list.Split(',').Take(2));

    [GeneratedRegex("(?<![^=:,])/(?<folder>shared|models)/")]
    private static partial Regex Mounted();
}
