namespace SoftCfg.Imaging;

/// <summary>Neighbouring columns of a <see cref="ContactSheet"/> under a common header.</summary>
/// <param name="Header">The header, such as "SoftCFG".</param>
/// <param name="Columns">How many columns, at least 1.</param>
public sealed record ColumnGroup(string Header, int Columns);
