using System.Text;
using Spectre.Console;

namespace SoftCfg.Cli.Terminal;

/// <summary>Standard error for Spectre, which knows a terminal by the runtime's own writers only.</summary>
/// <param name="writer">Where bars are drawn.</param>
internal sealed class ErrorTerminal(TextWriter writer) : IAnsiConsoleOutput
{
    private const int LeastWidth = 20;

    public TextWriter Writer => writer;

    public bool IsTerminal => true;

    public int Width => Math.Max(ColumnsOr(Session.WidthWithoutTerminal), LeastWidth);

    public int Height => 24;

    /// <summary>A bar's console; null where standard error is no terminal.</summary>
    public static IAnsiConsole? Find(TextWriter writer)
    {
        if (Console.IsErrorRedirected || !Descriptor.IsGiven(Descriptor.Error))
            return null;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new ErrorTerminal(writer) });
        return console.Profile.Capabilities.Ansi ? console : null;
    }

    /// <summary>The columns of the terminal, or another number where there are none.</summary>
    public static int ColumnsOr(int otherwise)
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : otherwise;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return otherwise;
        }
    }

    public void SetEncoding(Encoding encoding)
    {
    }
}
