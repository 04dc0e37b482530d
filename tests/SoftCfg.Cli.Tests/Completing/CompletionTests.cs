namespace SoftCfg.Cli.Tests.Completing;

/// <summary>What shells are answered.</summary>
public class CompletionTests
{
    [Theory]
    [InlineData("sa", "sample")]
    [InlineData("re", "reproduce reconstruct")]
    [InlineData("--ver", "--version")]
    [InlineData("sample --pre", "--preset --preview")]
    [InlineData("sample --preview --pre", "--preset")]
    [InlineData("sample --hel", "--help")]
    [InlineData("sample --guidance ", "none cfg softcfg")]
    [InlineData("sample --guidance s", "softcfg")]
    [InlineData("sample --guidance=so", "--guidance=softcfg")]
    [InlineData("sample --compare cfg,", "cfg,none cfg,softcfg")]
    [InlineData("sample --compare none,s", "none,softcfg")]
    [InlineData("sample --compare=none,s", "--compare=none,softcfg")]
    [InlineData("sweep fashion --step-norm o", "on off")]
    [InlineData("sample --confidence ", "sampled maximum")]
    [InlineData("sample --weights i", "int8 int4")]
    [InlineData("sample --device ", "cpu cuda")]
    [InlineData("sample --preset alitok-b-s", "alitok-b-softcfg")]
    [InlineData("reproduce alitok-b-s", "alitok-b-softcfg")]
    [InlineData("sample --model f", "fashion")]
    [InlineData("eval --features inc", "inception:")]
    [InlineData("generate x --task i2i-d", "i2i-depth")]
    [InlineData("bench --weights int8,i", "int8,int4")]
    [InlineData("run --images n", "npz none")]
    [InlineData("completions ", "bash zsh fish powershell")]
    public void A_word_is_completed_by_what_may_stand_there(string typed, string words) => Assert.Equal(words.Split(' '), Answer(typed));

    [Theory]
    [InlineData("sample --classes sn", "sneaker")]
    [InlineData("sample --classes Bag,sn", "Bag,sneaker")]
    [InlineData("sample --classes ank", "ankle boot")]
    [InlineData("sample --classes 'ankle b", "ankle boot")]
    [InlineData("sample --classes Ankle\\ b", "ankle boot")]
    [InlineData("sample --classes Bag Sn", "sneaker")]
    [InlineData("run --classes=tr", "--classes=trouser")]
    public void Class_names_are_those_of_the_embedded_model(string typed, string name) => Assert.Equal(name, Assert.Single(Answer(typed)));

    [Fact]
    public void Class_names_are_those_of_the_model_that_is_named()
    {
        Assert.Equal(10, Answer("sample --classes ").Length);
        var names = Answer($"sample --model \"{Run.Model}\" --classes ");
        Assert.NotEmpty(names);
        Assert.DoesNotContain("sneaker", names);
        Assert.Empty(Answer("sample --model nothing-like-that --classes "));
    }

    [Theory]
    [InlineData("sample --model ")]
    [InlineData("sample --output ")]
    [InlineData("sample --seed ")]
    [InlineData("sample nothing")]
    [InlineData("inspect ")]
    [InlineData("nothing ")]
    [InlineData("sample --nothing=")]
    public void Where_there_is_nothing_to_say_the_shell_has_its_files(string typed) => Assert.Empty(Answer(typed));

    [Fact]
    public void Names_of_published_programs_are_offered_to_whoever_begins_to_type_one()
    {
        Assert.Contains("--softcfg_strength", Answer("sample --softcfg"));
        Assert.DoesNotContain(Answer("sample --"), name => name.Contains('_'));
    }

    [Fact]
    public void Every_command_and_option_is_offered()
    {
        var commands = Answer("");
        Assert.Contains("sample", commands);
        foreach (var command in commands)
        {
            var help = Run.Of(command, "--help").Succeeded().Output;
            Assert.All(Answer($"{command} --"), option => Assert.Contains(option, help));
        }
    }

    [Fact]
    public void What_stands_behind_the_cursor_does_not_count()
    {
        Assert.Equal(["sample"], Run.Of("[suggest:10]", "softcfg sa --guidance cfg").Succeeded().Output.Split('\n')[..^1]);
        Assert.Equal(["sample"], Run.Of("[suggest]", "softcfg sa").Succeeded().Output.Split('\n')[..^1]);
        Assert.Contains("sample", Run.Of("[suggest:8]", "softcfg ").Succeeded().Output.Split('\n'));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _softcfg softcfg")]
    [InlineData("zsh", "compdef _softcfg softcfg")]
    [InlineData("fish", "complete --command softcfg")]
    [InlineData("powershell", "Register-ArgumentCompleter -Native -CommandName softcfg")]
    public void Every_shell_has_a_script_that_asks_as_is_answered(string shell, string registration)
    {
        var script = Run.Of("completions", shell).Succeeded().Output;
        Assert.Contains(registration, script);
        Assert.Contains("[suggest:", script);
        Assert.Contains($"softcfg completions {shell}", script);
        Assert.DoesNotContain('\t', script);
    }

    [Fact]
    public void Another_shell_is_refused() => Run.Of("completions", "tcsh").Refused(
        "there are no completions for 'tcsh', but for bash, zsh, fish and powershell.");

    private static string[] Answer(string typed)
    {
        var line = $"softcfg {typed}";
        return Run.Of($"[suggest:{line.Length}]", line).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
