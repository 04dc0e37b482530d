using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SoftCfg.Cli.Tests.Generating;

/// <summary>The commands of docs/recipes/text-to-image.md run, with the tiny model and its sizes in place of the published ones.</summary>
public partial class RecipeTests
{
    public static TheoryData<string> Commands() => new(Document().Split('\n').Where(line => line.StartsWith("softcfg generate ", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_of_the_recipe_runs(string command)
    {
        using var folder = new TemporaryFolder();
        foreach (var picture in new[] { "depth.png", "photo.png" })
            Generation.Picture(folder, picture, 70, 50);
        File.WriteAllText(folder.File("prompts.jsonl"), Smaller(JsonBlock().Match(Document()).Groups["lines"].Value));
        var words = Word().Matches(Smaller(command)).Select(word => word.Value.Trim('"')).Skip(1)
            .Select(word => word == "Lumina-mGPT-2.0" ? TinyLumina.Shared : word);
        string[] sizes = [.. command.Contains("--width") ? [] : new[] { "--width", "32" }, .. command.Contains("--height") ? [] : new[] { "--height", "32" }];
        Run.In(folder, [.. words, .. sizes, "--threads", "1"]).Succeeded();
        Assert.Contains(folder.Files, name => name.EndsWith("000000.png", StringComparison.Ordinal));
    }

    private static string Smaller(string text) => text.Replace("512", "32").Replace("768", "64").Replace("1536", "64");

    private static string Document([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "recipes", "text-to-image.md"));

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex("```json\n(?<lines>.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
