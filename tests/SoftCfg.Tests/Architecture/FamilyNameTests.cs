using System.Text.RegularExpressions;
using SoftCfg.Families;

namespace SoftCfg.Tests.Architecture;

/// <summary>What belongs to one family of models stands in its own folders and in its one file under Families.</summary>
public partial class FamilyNameTests
{
    [Fact]
    public void No_other_room_names_a_family()
    {
        var names = ModelFamily.All.Select(family => family.GetType().Name[..^"Family".Length]).ToList();
        Assert.Equal(["AliTok", "MaskGitVq", "MoVqGan", "Rar", "RobusTok"], names);
        var identifier = new Regex(@$"(?<![a-z])({string.Join('|', names.Append("MaskGit"))})(?![a-z])");
        var known = GeneratorFamily.All.Select(family => family.Name).Concat(TokenizerFamily.All.Select(family => family.Name));
        var literal = new Regex($"\"({string.Join('|', known.Distinct().Select(Regex.Escape))})\"");
        var strangers =
            from file in Repository.Files("src", ".cs").Where(file => !MayName().IsMatch(file))
            let code = Comment().Replace(Repository.Text(file), "")
            from match in literal.Matches(code).Concat(identifier.Matches(Text().Replace(code, "\"\"")))
            select $"{file} names {match.Value}";
        Assert.Empty(strangers);
    }

    [Fact]
    public void A_family_is_one_file_under_Families() => Assert.All(ModelFamily.All, family =>
        Assert.Contains($"src/SoftCfg/Families/{family.GetType().Name}.cs", Repository.Files("src/SoftCfg/Families", ".cs")));

    /// <summary>Families, and the folders of models and image tokenizers of one family.</summary>
    [GeneratedRegex("^src/SoftCfg/(Families|Models/[^/]+|ImageTokenizers/[^/]+)/|^src/SoftCfg/Labels/")]
    private static partial Regex MayName();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex("\"(\\\\.|[^\"\\\\\\n])*\"")]
    private static partial Regex Text();
}
