namespace SoftCfg.EndToEnd.Tests;

/// <summary>A shell with the script of <c>softcfg completions</c>, in which somebody presses the Tab key.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CompletionTests() => Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, which makes a terminal, is not installed.");

    [Theory]
    [InlineData("sample --guid\tso\t", "sample --guidance softcfg")]
    [InlineData("sample --guidance=so\t", "sample --guidance=softcfg")]
    [InlineData("sample --compare none,so\t", "sample --compare none,softcfg")]
    [InlineData("sample --classes ank\t", "sample --classes Ankle\\ boot")]
    [InlineData("sample --classes \"ank\t", "sample --classes \"Ankle boot\"")]
    [InlineData("sample --preset alitok-b-s\t", "sample --preset alitok-b-softcfg")]
    [InlineData("repr\t", "reproduce")]
    [InlineData("inspect a-w\t", "inspect a-weights-file")]
    [InlineData("sample --model ./a-w\t", "sample --model ./a-weights-file")]
    public void Bash_completes_commands_options_values_classes_and_files(string typed, string completed)
    {
        File.WriteAllText(folder.File("a-weights-file"), "");
        // The function is the program to bash; behind the Tab its line is shown by an echo that cannot run it.
        File.WriteAllText(folder.File("start"), $"""
            PS1='$ '
            bind 'set enable-bracketed-paste off'
            softcfg() {{ {Tool.Command} "$@"; }}
            eval "$(softcfg completions bash)"
            show() {{ printf 'LINE<%s>\n' "$READLINE_LINE"; exit; }}
            bind -x '"\C-g": show'
            """);
        var keys = typed.Replace("\t", "\\t", StringComparison.Ordinal);
        var result = Tool.Shell(folder,
            $"printf '%b' 'softcfg {keys}\\007' | script -qec 'bash --noprofile --rcfile start -i' /dev/null");
        Assert.Contains($"LINE<softcfg {completed}", result.Output);
    }

    public void Dispose() => folder.Dispose();
}
