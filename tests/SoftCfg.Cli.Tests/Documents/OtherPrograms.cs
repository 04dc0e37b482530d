using System.Text.RegularExpressions;
using SoftCfg.Loading.Configuration;

namespace SoftCfg.Cli.Tests.Documents;

/// <summary>
/// What is checked of commands that are not run as they are: what they name must be there. A command that nothing here knows fails
/// the test: either it can be run, or a rule says what holds of it.
/// </summary>
internal static partial class OtherPrograms
{
    private const string Project = "src/SoftCfg.Cli";

    private static readonly string[] Containers = ["podman", "docker"];

    /// <summary>Programs that start others: the tool stands behind their own options.</summary>
    private static readonly string[] Launchers = ["srun", "mpirun", "torchrun"];

    /// <summary>The words behind <c>softcfg</c> of a command that runs it, by whatever name; null of any other.</summary>
    public static IReadOnlyList<string>? ToolWords(BookCommand command)
    {
        var words = command.Words;
        if (words[0] == "softcfg")
            return words.Skip(1).TakeWhile(word => word != "|").ToList();
        // What completes commands in a shell is a program that the tool prints.
        if (words is ["eval", var substitution] && Substitution().Match(substitution) is { Success: true } match)
            return ShellWords.Split(match.Groups["words"].Value);
        if (Launchers.Contains(words[0]))
        {
            var at = words.ToList().IndexOf("softcfg");
            Assert.True(at > 0, $"{command}: what does it start?");
            return words.Skip(at + 1).ToList();
        }
        // The image is called softcfg, and so is what it runs.
        if (Containers.Contains(words[0]) && words[1] == "run" && words.SkipWhile(word => word != "softcfg").Skip(1).ToList() is { Count: > 0 } inner)
            return inner;
        return words is ["dotnet", "run", ..] && ProjectOf(words) == Project ? BehindDashes(words) : null;
    }

    /// <summary>
    /// Whether a command of the tool is of a kind that has no small form: a published configuration of RobusTok, whose image tokenizer has
    /// the size of its backbone. The configuration is read.
    /// </summary>
    public static bool IsOnlyRead(TemporaryFolder folder, IReadOnlyList<string> words)
    {
        if (!words.Any(word => word.EndsWith("configs/generator/rar.yaml", StringComparison.Ordinal)))
            return false;
        var arguments = words.Skip(1).Select(word => word.Replace("configs/", folder.File("configs/"), StringComparison.Ordinal)).ToList();
        Assert.Equal("robustok", UpstreamConfig.FromArguments(arguments.Where(UpstreamConfig.IsArgument).ToList()).Family);
        return true;
    }

    /// <summary>Checks any other command.</summary>
    public static void Check(TemporaryFolder folder, BookCommand command)
    {
        switch (command.Words.ToArray())
        {
            case ["dotnet", "run", .. var rest]:
                AssertThere(command, ProjectOf(rest));
                // The verbs of our other programs are in their sources.
                if (BehindDashes(rest) is [var verb, ..] && !verb.StartsWith('-'))
                    Assert.Contains(verb, File.ReadAllText(Path.Combine(BookDocument.Root, ProjectOf(rest), "Program.cs")));
                break;
            case ["dotnet", "pack"]:
                break;
            case ["dotnet", "pack", var project, ..]:
                AssertThere(command, project);
                break;
            case ["dotnet", "tool", "install", .. var options]:
                Assert.Contains($"<PackageId>{options[^1]}</PackageId>", File.ReadAllText(Path.Combine(BookDocument.Root, Project, "SoftCfg.Cli.csproj")));
                break;
            case ["dotnet", "build" or "test" or "format", ..]:
                break;
            case ["hf", "download", var repository, var file]:
                StandIns.Download(folder, repository, file);
                break;
            case ["apt-get", "install", "dataset-fashion-mnist"]:
                break;
            case ["podman" or "docker", "build", ..]:
                AssertThere(command, "Containerfile");
                break;
            case ["podman" or "docker", "run", .., "softcfg"]:
                break;
            // How the font in the tree was made of a larger one.
            case ["pyftsubset", .. var options]:
                Assert.Contains(options, option => option.StartsWith("--output-file=", StringComparison.Ordinal));
                break;
            case ["python3", var script, ..]:
                AssertThere(command, script);
                break;
            case [var script, ..] when OwnScript().IsMatch(script):
                AssertThere(command, script);
                break;
            default:
                Assert.Fail($"{command}\nNobody knows how to try this command: see {nameof(OtherPrograms)}.");
                break;
        }
    }

    private static void AssertThere(BookCommand command, string path) =>
        Assert.True(Path.Exists(Path.Combine(BookDocument.Root, path)), $"{command}: there is no {path}.");

    private static string ProjectOf(IReadOnlyList<string> words) =>
        words.SkipWhile(word => word != "--project").Skip(1).FirstOrDefault() ?? "";

    private static List<string> BehindDashes(IReadOnlyList<string> words) => words.SkipWhile(word => word != "--").Skip(1).ToList();

    [GeneratedRegex(@"^\$\(softcfg (?<words>.*)\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Substitution();

    [GeneratedRegex(@"^(bench|eng|\.ci)/[\w./-]+$")]
    private static partial Regex OwnScript();
}
