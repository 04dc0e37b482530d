namespace SoftCfg.Cli.Terminal;

/// <summary>Whoever read standard output does so no more.</summary>
internal sealed class OutputClosedException(Exception inner) : OutputException("its reader has closed it.", inner);
