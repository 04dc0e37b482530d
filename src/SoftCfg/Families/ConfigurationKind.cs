namespace SoftCfg.Families;

/// <summary>What kind of value a key of a configuration has.</summary>
internal enum ConfigurationKind
{
    /// <summary>A whole number from 1.</summary>
    Size,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A list of one whole number from 1.</summary>
    ListOfOne,
}
