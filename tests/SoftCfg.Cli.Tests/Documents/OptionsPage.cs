using System.CommandLine;
using System.Text;
using SoftCfg.Cli.Terminal;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Cli.Tests.Documents;

/// <summary><c>docs/options.md</c>, made of the tables of settings and of the commands' own options.</summary>
internal static class OptionsPage
{
    public static string Make()
    {
        var page = new StringBuilder("""
            # Options

            <!-- Made by eng/options-page.sh from the settings and the commands: change those, not this page. -->

            Every setting of guidance and sampling, then every option of every command. This page is made from the program, and a test compares it.

            ## Settings

            A setting is a property of `GuidanceOptions` or `SamplingOptions`, an option of `softcfg sample`, `run`, `sweep` and `generate`, a property
            in `model.json`, in traces and in the text of every PNG. A model or a preset has values of its own; the default is that of the property.


            """);
        Settings(page, "Guidance", GuidanceSettings.All);
        Settings(page, "Sampling", SamplingSettings.All);
        var tool = CommandLine.Create(new Session(TextWriter.Null, TextWriter.Null, CancellationToken.None));
        page.Append("## Commands\n\n| command | what it does |\n|---|---|\n");
        foreach (var command in tool.Subcommands.Where(command => !command.Hidden))
            page.Append($"| [`softcfg {command.Name}`](#softcfg-{command.Name}) | {Cell(FirstSentence(command.Description!))} |\n");
        page.Append('\n');
        foreach (var command in tool.Subcommands.Where(command => !command.Hidden))
            Describe(page, command);
        return page.ToString().TrimEnd() + "\n";
    }

    private static void Settings<TOptions>(StringBuilder page, string title, SettingTable<TOptions> settings) where TOptions : class, new()
    {
        page.Append($"### {title}\n\n| property | option | default | may be | what it does |\n|---|---|---|---|---|\n");
        foreach (var setting in settings)
        {
            page.Append($"| `{setting.Name}` | `{setting.Option}` | {setting.TextOf(new())} | {Cell(setting.Expected)} | {Cell(setting.Summary)}");
            if (setting.BelongsTo is { } owner)
                page.Append($" Only with {owner}.");
            var names = setting.Upstream.Select(name => $"`{name}`")
                .Concat(setting.UpstreamOpposite is { } opposite ? [$"`{opposite}`, its opposite"] : []).ToList();
            if (names.Count > 0)
                page.Append($" In published programs {string.Join(", ", names)}.");
            page.Append(" |\n");
        }
        page.Append('\n');
    }

    private static void Describe(StringBuilder page, Command command)
    {
        page.Append($"## softcfg {command.Name}\n\n{command.Description}\n\n");
        if (command is ToolCommand { Examples: { Count: > 0 } examples })
            page.Append($"```sh\n{string.Join('\n', examples)}\n```\n\n");
        var arguments = command.Arguments.Where(argument => !argument.Hidden).ToList();
        if (arguments.Count > 0)
        {
            page.Append("| argument | what it is |\n|---|---|\n");
            foreach (var argument in arguments)
                page.Append($"| `{argument.Name}` | {Cell(argument.Description!)} |\n");
            page.Append('\n');
        }
        var options = command.Options.Where(option => !option.Hidden).ToList();
        if (options.Count > 0)
        {
            page.Append("| option | value | what it does |\n|---|---|---|\n");
            foreach (var option in options)
            {
                var names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name).Select(name => $"`{name}`"));
                page.Append($"| {names} | {Value(option)} | {Cell(option.Description!)} |\n");
            }
            page.Append('\n');
        }
    }

    /// <summary>What stands behind an option; one of several words each by itself, since a table cannot hold the sign between them.</summary>
    private static string Value(Option option) =>
        option.HelpName is { } name ? string.Join(" or ", name.Split('|').Select(word => $"`{word}`")) : "";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }
}
