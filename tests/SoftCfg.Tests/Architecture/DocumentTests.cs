using System.Text.RegularExpressions;

namespace SoftCfg.Tests.Architecture;

/// <summary>Documents cannot rot: their code is compiled, their links lead somewhere.</summary>
public partial class DocumentTests
{
    private static readonly string[] Folders = ["docs", "src", "samples"];

    public static TheoryData<string> Documents() => new(
        Folders.SelectMany(folder => Repository.Files(folder, ".md")).Concat(["README.md", "CONTRIBUTING.md"]));

    /// <summary>
    /// A code block is preceded by <c>&lt;!-- code: FILE#REGION --&gt;</c> and equals what stands in FILE between
    /// <c>// begin REGION</c> and <c>// end REGION</c>.
    /// </summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_code_block_is_code_that_the_tests_compile(string document)
    {
        var text = Repository.Text(document);
        foreach (Match block in CodeBlock().Matches(text))
        {
            var source = block.Groups["source"];
            Assert.True(source.Success, $"{document}: a code block has no <!-- code: FILE#REGION --> before it.");
            var (file, region) = (source.Value.Split('#')[0], source.Value.Split('#')[1]);
            Assert.Equal(Region(file, region), block.Groups["code"].Value.TrimEnd());
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_inside_the_tree_leads_somewhere(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        var targets = Link().Matches(Repository.Text(document)).Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'));
        Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(folder, target.Split('#')[0])), target));
    }

    [Fact]
    public void The_documents_hold_code()
    {
        Assert.NotEmpty(CodeBlock().Matches(Repository.Text("README.md")));
        Assert.NotEmpty(CodeBlock().Matches(Repository.Text("docs/recipes/bring-your-own-model.md")));
    }

    /// <summary>The lines between the marks, without their common indentation.</summary>
    private static string Region(string file, string region)
    {
        var lines = Repository.Lines(file);
        var begin = Array.FindIndex(lines, line => line.Trim() == $"// begin {region}");
        var end = Array.FindIndex(lines, line => line.Trim() == $"// end {region}");
        Assert.True(begin >= 0 && end > begin, $"{file} has no region {region}.");
        var body = lines[(begin + 1)..end];
        var indentation = body.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', body.Select(line => line.Length == 0 ? line : line[indentation..])).TrimEnd();
    }

    [GeneratedRegex(@"(?:<!-- code: (?<source>\S+#\S+) -->\n)?```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
