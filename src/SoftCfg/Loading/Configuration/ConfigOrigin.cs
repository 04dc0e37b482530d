namespace SoftCfg.Loading.Configuration;

/// <summary>Where a value of a configuration was written: a place in its file, or an override.</summary>
public sealed record ConfigOrigin
{
    /// <summary>The file; null for an override.</summary>
    public string? File { get; init; }

    /// <summary>The line, from 1; 0 for the file as a whole.</summary>
    public int Line { get; init; }

    /// <summary>The column, from 1; 0 for the file as a whole.</summary>
    public int Column { get; init; }

    /// <summary>The override as it was typed; null for a file.</summary>
    public string? Override { get; init; }

    /// <summary>As messages begin: <c>FILE:LINE:COLUMN</c>, <c>FILE</c> or <c>override 'KEY=VALUE'</c>.</summary>
    public override string ToString() => (Override, Line) switch
    {
        (not null, _) => $"override '{Override}'",
        (_, 0) => File ?? "configuration",
        _ => $"{File}:{Line}:{Column}",
    };
}
