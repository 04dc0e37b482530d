namespace SoftCfg.Cli.Terminal;

/// <summary>
/// What a command talks to. Results go to standard output; progress, notes and errors to standard error.
/// </summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="cancellation">Cancelled by Ctrl-C, SIGTERM and SIGHUP, and when nobody reads the output any more.</param>
internal sealed class Session(TextWriter output, TextWriter error, CancellationToken cancellation)
{
    /// <summary>Columns of help where there is no terminal to ask.</summary>
    public const int WidthWithoutTerminal = 110;

    /// <summary>Standard output.</summary>
    public VisibleWriter Output { get; } = new(output);

    /// <summary>Standard error.</summary>
    public VisibleWriter Error { get; } = new(error);

    /// <summary>Where progress can be drawn; null where standard error is no terminal.</summary>
    public LiveArea? Live { get; init; }

    /// <summary>Columns of the terminal that shows standard output.</summary>
    public int Width { get; init; } = WidthWithoutTerminal;

    /// <summary>The environment's variables.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Writes one line to standard error, above what is drawn there.</summary>
    public void Note(string line)
    {
        if (Live is { } area)
            area.Above(() => Error.WriteLine($"softcfg: {line}"));
        else
            Error.WriteLine($"softcfg: {line}");
    }
}
