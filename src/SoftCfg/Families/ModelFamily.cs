namespace SoftCfg.Families;

/// <summary>
/// Everything the library knows of one family: how its checkpoints look, how its parts are built, what was published of it
/// and how its configuration files read. Nothing outside the family's own folders names it.
/// </summary>
internal abstract class ModelFamily
{
    /// <summary>All there are, by their names. Listed: to ask the assembly for them takes longer than all they do before a model is read.</summary>
    public static IReadOnlyList<ModelFamily> All { get; } =
        [new AliTokFamily(), new MaskGitVqFamily(), new MoVqGanFamily(), new RarFamily(), new RobusTokFamily()];

    /// <summary>Its generator; null (default) if it has none of its own.</summary>
    public virtual GeneratorFamily? Generator => null;

    /// <summary>Its image tokenizer; null (default) if it has none of its own.</summary>
    public virtual TokenizerFamily? Tokenizer => null;

    /// <summary>The configuration files its sampling script takes; null (default) if there are none.</summary>
    public virtual ConfigurationFormat? Configuration => null;
}
