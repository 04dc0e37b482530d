namespace SoftCfg.Cli;

/// <summary>
/// What a model may have set either way. Not a bool: the parser would take only "true" and "false" as values of those.
/// </summary>
internal enum OnOff
{
    /// <summary>Off, or false.</summary>
    Off,

    /// <summary>On, or true.</summary>
    On,
}
