namespace SoftCfg.Cli.Terminal;

/// <summary>A line that is drawn in a terminal.</summary>
/// <param name="Text">What is written, with colours of its own; it ends in the terminal's.</param>
/// <param name="Columns">How many columns it takes, at least.</param>
internal readonly record struct LiveLine(string Text, int Columns);
