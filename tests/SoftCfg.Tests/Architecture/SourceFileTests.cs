using System.Text.RegularExpressions;

namespace SoftCfg.Tests.Architecture;

/// <summary>What a source file may be like.</summary>
public partial class SourceFileTests
{
    private const int HardLimit = 400;
    private const int MedianLimit = 90;

    private static readonly string[] Folders = ["src", "tests", "tools", "bench"];
    private static readonly string[] TextFiles =
        [".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".sh", ".txt", ".editorconfig", ""];

    [Fact]
    public void No_file_is_longer_than_the_hard_limit()
    {
        var sources = Folders.SelectMany(folder => Repository.Files(folder, ".cs")).ToList();
        Assert.True(sources.Count > 100, $"Only {sources.Count} source files were found under {Repository.Root}.");
        Assert.DoesNotContain(sources, file => Repository.Lines(file).Length > HardLimit);
    }

    [Fact]
    public void Half_of_the_library_is_in_short_files()
    {
        var lengths = Repository.Files("src", ".cs").Select(file => Repository.Lines(file).Length).Order().ToArray();
        Assert.InRange(lengths[lengths.Length / 2], 1, MedianLimit - 1);
    }

    [Fact]
    public void A_file_declares_one_public_type()
    {
        var crowded = Repository.Files("src", ".cs").Where(file => PublicType().Count(Repository.Text(file)) > 1);
        Assert.Empty(crowded);
        Assert.Equal(1, PublicType().Count(Repository.Text("src/SoftCfg/ImageGenerator.cs")));
    }

    [Fact]
    public void The_tree_stands_on_its_own()
    {
        // A path that leaves the tree, or one of the machine that it was written on.
        var strangers = from file in Repository.Files("", TextFiles)
                        from Match match in Elsewhere().Matches(Repository.Text(file))
                        select $"{file}: {match.Value}";
        Assert.Empty(strangers);
        Assert.Matches(Elsewhere(), " ../" + "shared/golden");
        Assert.Matches(Elsewhere(), "\"/" + "work/main\"");
    }

    [GeneratedRegex(@"^public (?:[a-z]+ )*(?:class|record|struct|interface|enum|delegate) ", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\.\./[s]hared\b|(?<![\w.)}/])/[w]ork/|/[r]oot/")]
    private static partial Regex Elsewhere();
}
