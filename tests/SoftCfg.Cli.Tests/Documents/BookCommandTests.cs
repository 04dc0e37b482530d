using System.Diagnostics;
using System.Text.RegularExpressions;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Documents;

/// <summary>
/// The commands of README and book. Those of a document are run from top to bottom in one folder, as by somebody who reads it; what is
/// smaller here says <see cref="Substitutions"/>.
/// </summary>
public sealed partial class BookCommandTests
{
    public static TheoryData<string> WithCommands() => new(BookDocument.Names.Where(name => BookDocument.Read(name).Commands.Any()));

    public static TheoryData<string> All() => new(BookDocument.Names);

    [Theory]
    [MemberData(nameof(WithCommands))]
    public void The_commands_of_a_document_run(string name)
    {
        var document = BookDocument.Read(name);
        using var folder = new TemporaryFolder();
        StandIns.Create(folder, document);
        var cache = Environment.GetEnvironmentVariable("HF_HUB_CACHE");
        Environment.SetEnvironmentVariable("HF_HUB_CACHE", folder.File("hub"));
        ToolServer? server = null;
        try
        {
            foreach (var command in document.Commands)
                TryOut(folder, command, ref server);
        }
        finally
        {
            server?.Dispose();
            Environment.SetEnvironmentVariable("HF_HUB_CACHE", cache);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_fenced_block_says_what_it_is(string name) =>
        Assert.All(BookDocument.Read(name).Blocks, block => Assert.True(block.Language.Length > 0,
            $"{name}:{block.Line}: the block has no language. Commands are sh, which are run; anything that is no code is text."));

    [Theory]
    [MemberData(nameof(WithCommands))]
    public void A_shell_understands_its_blocks(string name)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-n"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true })!;
        foreach (var block in BookDocument.Read(name).ShellBlocks)
            bash.StandardInput.WriteLine(string.Join('\n', block.Text));
        bash.StandardInput.Close();
        Assert.Empty(bash.StandardError.ReadToEnd());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_command_in_the_text_names_options_that_there_are(string name)
    {
        foreach (Match match in Inline().Matches(string.Join('\n', BookDocument.Read(name).Lines)))
        {
            var words = ShellWords.Split(match.Groups["words"].Value.ReplaceLineEndings(" "));
            var command = Assert.Single(CommandLine.Create(Session()).Subcommands, command => command.Name == words[0]);
            var known = command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Append("--help").ToHashSet();
            Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2),
                word => Assert.True(known.Contains(word.Split('=')[0]), $"{name}: softcfg {words[0]} has no {word}."));
        }
    }

    /// <summary>Tries a command in a folder; the first server goes on, for the commands behind it.</summary>
    private static void TryOut(TemporaryFolder folder, BookCommand command, ref ToolServer? server)
    {
        if (command.Words[0] == "curl")
        {
            CurlCommand.Run(folder, command, (server ??= ToolServer.Start(command, ["serve", "--port", "0"])).Address);
        }
        else if (OtherPrograms.ToolWords(command) is not { } words)
        {
            OtherPrograms.Check(folder, command);
        }
        else if (words is ["serve", ..])
        {
            var started = ToolServer.Start(command, Substitutions.Of(words, folder));
            if (server is null)
                server = started;
            else
                started.Dispose();
        }
        else if (!OtherPrograms.IsOnlyRead(folder, words))
        {
            var small = Substitutions.Of(words);
            var run = Run.InWith(new(command.Environment) { ["OMP_NUM_THREADS"] = "1" }, folder, small);
            Assert.True(run.ExitCode == 0, $"{command}\nas: softcfg {string.Join(' ', small)}\n{run.Error}");
        }
    }

    private static Session Session() => new(TextWriter.Null, TextWriter.Null, CancellationToken.None);

    [GeneratedRegex(@"(?<!`)`softcfg (?<words>[a-z]+[^`]*)`(?!`)")]
    private static partial Regex Inline();
}
