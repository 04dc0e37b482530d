namespace SoftCfg.EndToEnd.Tests;

/// <summary>A shell with the script of <c>softcfg completions</c>, in which somebody presses the Tab key.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CompletionTests() => Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, which makes a terminal, is not installed.");

    /// <summary>Those that are installed: how they are started, and what shows the line at Ctrl-G.</summary>
    private static readonly Dictionary<string, (string Start, string Shows)> Shells = new Dictionary<string, (string, string)>
    {
        ["bash"] = ("bash --noprofile --rcfile start -i", """
            bind 'set enable-bracketed-paste off'
            eval "$(softcfg completions bash)"
            show() { printf 'LINE<%s>\n' "$READLINE_LINE"; exit; }
            bind -x '"\C-g": show'
            """),
        ["zsh"] = ("ZDOTDIR=$PWD zsh -d -i", """
            autoload -Uz compinit; compinit -u -D
            eval "$(softcfg completions zsh)"
            show() { printf 'LINE<%s>\n' "$BUFFER"; exit }
            zle -N show; bindkey '^G' show
            """),
        ["fish"] = ("fish --no-config --init-command 'source start' -i", """
            softcfg completions fish | source
            bind \cg 'printf "LINE<%s>\n" (commandline); exit'
            """),
    }.Where(shell => File.Exists($"/usr/bin/{shell.Key}")).ToDictionary();

    public static TheoryData<string, string, string> Lines()
    {
        (string, string)[] lines =
        [
            ("sample --guid\tso\t", "sample --guidance softcfg"),
            ("sample --guidance=so\t", "sample --guidance=softcfg"),
            ("sample --compare none,so\t", "sample --compare none,softcfg"),
            ("sample --classes ank\t", @"sample --classes ankle\ boot"),
            ("sample --classes \"ank\t", "sample --classes \"ankle boot\""),
            ("inspect a-w\t", "inspect a-weights-file"),
        ];
        // What differs between shells; each press of the key starts the tool.
        return new(from shell in Shells.Keys from line in lines.Skip(shell == "bash" ? 0 : 3) select (shell, line.Item1, line.Item2));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Tab_completes_commands_options_values_classes_and_files(string shell, string typed, string completed)
    {
        File.WriteAllText(folder.File("a-weights-file"), "");
        Directory.CreateDirectory(folder.File("bin"));
        File.WriteAllText(folder.File("bin/softcfg"), $"#!/bin/sh\nexec {Tool.Command} \"$@\"\n");
        var (start, shows) = Shells[shell];
        foreach (var name in new[] { "start", ".zshrc" })
            File.WriteAllText(folder.File(name), shows);
        var keys = typed.Replace("\t", "\\t", StringComparison.Ordinal);
        var result = Tool.Shell(folder, $"chmod +x bin/softcfg; export HOME=$PWD TERM=xterm PATH=$PWD/bin:$PATH; " +
            $"printf '%b' 'softcfg {keys}\\007' | script -qec \"{start.Replace("\"", "\\\"", StringComparison.Ordinal)}\" /dev/null");
        Assert.Contains($"LINE<softcfg {completed}", result.Output);
    }

    public void Dispose() => folder.Dispose();
}
