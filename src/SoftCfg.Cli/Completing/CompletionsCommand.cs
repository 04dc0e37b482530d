using System.CommandLine;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Completing;

/// <summary><c>softcfg completions</c>: prints what makes a shell complete command lines of this tool.</summary>
internal sealed class CompletionsCommand : ToolCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "powershell"];

    private readonly Argument<string> shell = new("SHELL") { Description = $"{string.Join(", ", Shells[..^1])} or {Shells[^1]}." };

    public CompletionsCommand(Session session) : base("completions",
        "Prints a script for a shell; its first lines say where it goes. Commands, options and their values are completed then, presets " +
        "and class names too.",
        "eval \"$(softcfg completions bash)\"",
        "eval \"$(softcfg completions zsh)\"",
        "softcfg completions fish | source",
        "softcfg completions powershell | Out-String | Invoke-Expression")
    {
        shell.CompletionSources.Add(Shells);
        Arguments.Add(shell);
        SetAction(parse =>
        {
            session.Output.Write(ScriptOf(parse.GetRequiredValue(shell)));
            return ExitCodes.Success;
        });
    }

    private static string ScriptOf(string shell)
    {
        if (!Shells.Contains(shell))
            throw new UsageException($"there are no completions for '{shell}', but for {string.Join(", ", Shells[..^1])} and {Shells[^1]}.");
        using var script = new StreamReader(typeof(CompletionsCommand).Assembly.GetManifestResourceStream($"SoftCfg.Cli.Completions.{shell}")!);
        return script.ReadToEnd();
    }
}
