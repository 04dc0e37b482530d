using System.Runtime.InteropServices;

namespace SoftCfg.Cli.Terminal;

/// <summary>Standard error as a terminal.</summary>
internal static partial class LiveTerminal
{
    private const int ErrorHandle = -12, TakesSequences = 4;

    private static readonly (int Columns, int Rows) Usual = (80, 24);

    /// <summary>Where lines can be drawn again and again; null where standard error is no terminal, or one that cannot.</summary>
    public static LiveArea? Find(TextWriter error)
    {
        if (Console.IsErrorRedirected || !Descriptor.IsGiven(Descriptor.Error) || !UnderstandsSequences())
            return null;
        return new LiveArea(error, () => Size() is { Columns: > 0, Rows: > 0 } known ? known : Usual);
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

    /// <summary>The size of the terminal behind standard error; standard output may be elsewhere.</summary>
    private static (int Columns, int Rows) Size()
    {
        if (OperatingSystem.IsLinux())
            return Descriptor.TerminalSize(Descriptor.Error);
        try
        {
            return (Console.WindowWidth, Console.WindowHeight);
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return Usual;
        }
    }

    private static bool UnderstandsSequences()
    {
        if (!OperatingSystem.IsWindows())
            return Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } kind && kind != "dumb";
        // A console takes them for text until it is told.
        var handle = StandardHandle(ErrorHandle);
        return ConsoleMode(handle, out var mode) && SetConsoleMode(handle, mode | TakesSequences);
    }

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint StandardHandle(int which);

    [LibraryImport("kernel32", EntryPoint = "GetConsoleMode")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool ConsoleMode(nint handle, out uint mode);

    [LibraryImport("kernel32", EntryPoint = "SetConsoleMode")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint handle, uint mode);
}
